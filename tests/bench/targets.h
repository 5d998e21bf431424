// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/fd.h"

namespace overboard::bench {

// Sockets of the host, <directory>/<i>/docker.sock, on which this process listens: stand-ins for a runtime's. Each is
// an object of its own, so that no two connects to them fold into one alert. files of them lie beside:
// <directory>/many/<i>.
class Targets {
public:
    Targets(int sockets, int files);
    ~Targets();  // removes the directory
    Targets(const Targets&) = delete;
    Targets& operator=(const Targets&) = delete;

    const std::string& directory() const { return directory_; }

private:
    std::string directory_;
    std::vector<base::Fd> listening_;
};

// Which of the sockets an alert (one line of JSON) is about; -1: none of them.
int target_of(const std::string& alert);

}  // namespace overboard::bench
