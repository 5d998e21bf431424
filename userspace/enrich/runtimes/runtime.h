// SPDX-License-Identifier: Apache-2.0
// The seam behind which the container runtimes differ: how a bundle is told to be theirs, and what it says.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "enrich/bundle.h"
#include "enrich/container.h"
#include "enrich/host_files.h"

namespace overboard::enrich {

struct Runtime {
    std::string_view name;  // as Container::runtime
    // Whether it made this bundle.
    bool (*made)(const Bundle& bundle);
    // Fills name, image, image_digest, pod and sandbox as far as they stand somewhere. files: for a runtime that keeps
    // them in files of its own.
    void (*describe)(const Bundle& bundle, const HostFiles& files, Container& out);
};

extern const Runtime containerd, crio, docker, podman, runc;

// Every runtime there is, the most particular first; the last one makes any bundle.
std::span<const Runtime* const> runtimes();

// Fills everything that a bundle says, whoever made it.
void describe(const Bundle& bundle, const HostFiles& files, Container& out);

// "registry/app@sha256:..." becomes name and digest; an image without a digest is the name alone.
void set_image(const std::string& reference, Container& out);

}  // namespace overboard::enrich
