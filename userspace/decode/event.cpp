// SPDX-License-Identifier: Apache-2.0
#include "decode/event.h"

namespace overboard::decode {

const File* file_of(const Body& body) {
    return std::visit(
        [](const auto& b) -> const File* {
            if constexpr (requires { b.exe; })
                return &b.exe;
            else if constexpr (requires { b.socket; })
                return b.resolved && b.socket.inode ? &b.socket : nullptr;
            else if constexpr (requires { b.file; })
                return b.resolved ? &b.file : nullptr;
            else
                return nullptr;
        },
        body);
}

int error_of(const Body& body) {
    return std::visit(
        [](const auto& b) {
            if constexpr (requires { b.error; })
                return b.error;
            else
                return 0;
        },
        body);
}

const ob_entry* entry_of(const Body& body) {
    return std::visit(
        [](const auto& b) -> const ob_entry* {
            if constexpr (requires { b.entry; })
                return &b.entry;
            else
                return nullptr;
        },
        body);
}

}  // namespace overboard::decode
