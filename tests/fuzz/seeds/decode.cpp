// SPDX-License-Identifier: Apache-2.0
// Writes one valid record of each kind into the directory given: seeds that follow the wire, so they cannot go stale.
#include <fstream>
#include <string>

#include "support/record_builder.h"

namespace {

namespace test = overboard::test;

struct Writer {
    std::string directory;

    template <class Wire>
    void operator()(const char* name, test::RecordBuilder<Wire> record) {
        record.task(100, 7).parent(90, 5).container(77).comm("puma").server(90, 5, 4567,
                                                                            {test::inet("10.0.3.7", 51122)});
        const auto words = record.words();
        std::ofstream out(directory + "/" + name, std::ios::binary);
        out.write(reinterpret_cast<const char*>(words.data()), static_cast<std::streamsize>(record.size()));
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    Writer write{argv[1]};
    write("fork", test::fork());
    write("exec",
          test::exec("/usr/bin/ruby3.1").args({"ruby", "app.rb"}).cwd("/app").asked("/app/run", "/usr/bin/ruby"));
    write("exec_failed", test::exec_failed("/bin/sh"));
    write("exit", test::exit(1));
    write("cgroup", test::cgroup(OB_CGROUP_MKDIR, 77, "/kubepods/pod0a1b/ee8f", 100));
    write("container", test::armed(77));
    write("server", test::served());
    write("open", test::open({"/etc/innocent", "/etc/shadow"}, 2));
    write("open_denied", test::open_denied("/etc/shadow"));
    write("connect_inet", test::connect_inet("169.254.169.254", 80));
    write("connect_unix", test::connect_unix("/run/innocent.sock", {"/run/innocent.sock", "/run/docker.sock"}, 812));
    return 0;
}
