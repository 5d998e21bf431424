// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "support/box.h"
#include "support/kernel.h"

namespace overboard::test {

// The key under which the kernel side knows the container; 0 when it has not seen it.
inline std::uint64_t container_key(Kernel& kernel, const Box& box) {
    const auto* born = kernel.wait([&](const decode::Event& e) {
        return e.kind() == OB_KIND_CONTAINER && e.task.raw->tgid == static_cast<std::uint32_t>(box.pid());
    });
    return born ? born->task.raw->container : 0;
}

// The kernel side, attached once with everything admitted (verifying the programs takes seconds in an emulated guest),
// and containers told apart from whatever else runs by their keys.
class KernelTest : public testing::Test {
protected:
    Kernel& kernel = shared();

    KernelTest() { kernel.forget(); }

    static Kernel& shared() {
        static Kernel attached;
        return attached;
    }

    std::uint64_t key_of(const Box& box) { return container_key(kernel, box); }

    template <class Body>
    const Body* find(std::uint64_t key, const std::function<bool(const decode::Event&, const Body&)>& match) {
        const auto* event = kernel.wait([&](const decode::Event& e) {
            const auto* body = std::get_if<Body>(&e.body);
            return body && e.task.raw->container == key && match(e, *body);
        });
        return event ? &std::get<Body>(event->body) : nullptr;
    }
};

}  // namespace overboard::test
