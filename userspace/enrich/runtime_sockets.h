// SPDX-License-Identifier: Apache-2.0
// Which sockets lead to a container runtime, by their place on the host or by who listens.
#pragma once

#include <string_view>

namespace overboard::enrich {

// The runtime whose API listens at this host path; "" when none does. By whole path for the places where
// runtimes put them, under /run, /var/run or a user's runtime directory.
std::string_view runtime_of_socket(std::string_view host_path);

// The runtime by the socket's name alone, wherever it lies ("/srv/docker.sock"); weaker: anyone may choose it.
std::string_view runtime_of_socket_name(std::string_view host_path);

// The runtime whose daemon this executable is; "" for any other. exe: a path.
std::string_view runtime_of_exe(std::string_view exe);

}  // namespace overboard::enrich
