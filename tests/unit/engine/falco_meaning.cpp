// SPDX-License-Identifier: Apache-2.0
// Conditions as people write them for Falco, on the events that the same attack leaves here.
#include <fcntl.h>

#include "support/observed.h"
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

// The words that Falco's rules are built from, in their usual meaning.
const std::string kWords =
    "- macro: spawned_process\n  condition: (evt.type in (execve, execveat) and evt.dir=<)\n"
    "- macro: container\n  condition: (container.id != host)\n"
    "- macro: never_true\n  condition: (evt.num=0)\n"
    "- macro: open_read\n  condition: (evt.type in (open,openat,openat2) and evt.is_open_read=true and fd.typechar='f' "
    "and "
    "fd.num>=0)\n"
    "- macro: open_write\n  condition: (evt.type in (open,openat,openat2) and evt.is_open_write=true and "
    "fd.typechar='f' "
    "and fd.num>=0)\n"
    "- macro: outbound\n  condition: (evt.type = connect and (fd.typechar = 4 or fd.typechar = 6) and (fd.ip != "
    "\"0.0.0.0\" and fd.net != \"127.0.0.0/8\") and (evt.rawres >= 0 or evt.res = EINPROGRESS))\n"
    "- list: shells\n  items: [ash, bash, dash, sh]\n";

class Meaning : public testing::Test {
protected:
    Meaning() {
        shell_.parent("/usr/bin/nginx", 3);
        shell_.parent("/usr/sbin/sshd", 2);
    }

    static bool raises(const std::string& condition, const Observed& seen) {
        const Loaded loaded{kWords + rule("r", "'" + condition + "'")};
        EXPECT_TRUE(loaded.engine) << loaded.error;
        return loaded.engine && loaded.engine->judge(seen.observation(), seen).has_value();
    }

    Observed shell_{exec("/usr/bin/dash").comm("sh").args({"sh", "-c", "id"}).user(0, 0).container(7).event()};
    Observed read_{open(FileSpec{"/etc/shadow", "/etc/shadow"}, O_RDONLY).comm("cat").container(7).event()};
    Observed made_{open(FileSpec{"/dev/x", "/dev/x"}, O_WRONLY | O_CREAT | O_TRUNC).container(7).event()};
    Observed refused_{open_denied("/etc/../etc/shadow").container(7).event()};
    Observed metadata_{connect_inet("169.254.169.254", 80).container(7).event()};
    Observed pending_{connect_inet("8.8.8.8", 443).error(EINPROGRESS).container(7).event()};
    Observed host_{exec("/usr/bin/dash").comm("sh").args({"sh"}).event()};
};

TEST_F(Meaning, Processes) {
    EXPECT_TRUE(raises("spawned_process and container and proc.name in (shells) and proc.pname = nginx", shell_));
    EXPECT_TRUE(raises("spawned_process and proc.aname[2] = sshd and proc.aname = sshd and proc.pname exists", shell_));
    EXPECT_TRUE(raises("spawned_process and proc.cmdline startswith \"sh -c\" and proc.args contains -c", shell_));
    EXPECT_TRUE(raises("spawned_process and user.name = root and user.uid = 0 and not never_true", shell_));
    EXPECT_TRUE(raises("spawned_process and proc.exepath = /usr/bin/dash and proc.exe = sh", shell_));
    EXPECT_FALSE(raises("spawned_process and container", host_));
    EXPECT_TRUE(raises("spawned_process and not container and proc.args = \"\"", host_));
    EXPECT_FALSE(raises("spawned_process", read_));
}

TEST_F(Meaning, DroppedExecutables) {
    FileSpec dropped{"/tmp/x", "/tmp/x"};
    dropped.flags = OB_FILE_UPPER | OB_FILE_OWN_ROOT;
    const Observed seen{exec(dropped).container(7).event()};
    EXPECT_TRUE(raises("spawned_process and container and proc.is_exe_upper_layer=true", seen));
    EXPECT_TRUE(raises("spawned_process and evt.arg.flags contains EXE_UPPER_LAYER", seen));
    EXPECT_FALSE(raises("spawned_process and proc.is_exe_upper_layer=true", shell_));
}

TEST_F(Meaning, Files) {
    EXPECT_TRUE(
        raises("open_read and fd.name in (/etc/shadow) and fd.directory = /etc and fd.filename = shadow", read_));
    EXPECT_FALSE(raises("open_write", read_));
    EXPECT_TRUE(raises("open_write and evt.arg.flags contains O_CREAT and fd.directory = /dev", made_));
    EXPECT_TRUE(raises("open_write and evt.arg.flags contains \"O_TRUNC\"", made_));
    EXPECT_FALSE(raises("evt.type = openat and evt.arg.flags contains O_TRUNC", read_));
    EXPECT_FALSE(raises("open_read", refused_)) << "fd.num is -1";
    EXPECT_TRUE(raises("evt.type in (open,openat,openat2) and evt.rawres < 0 and evt.failed = true", refused_));
    EXPECT_TRUE(raises("evt.type = openat and fd.nameraw contains \"../\" and evt.res = EACCES", refused_));
}

TEST_F(Meaning, Connections) {
    EXPECT_TRUE(raises("outbound and container and fd.sip=\"169.254.169.254\"", metadata_));
    EXPECT_TRUE(raises("outbound and fd.rport = 80 and fd.l4proto != udp and fd.sockfamily = ip", metadata_));
    EXPECT_TRUE(raises("outbound and not fd.snet in (10.0.0.0/8)", pending_)) << "a connect under way";
    EXPECT_FALSE(raises("outbound and fd.snet in (169.254.0.0/16)", pending_));
    const Observed local{connect_inet("127.0.0.1", 80).container(7).event()};
    EXPECT_FALSE(raises("outbound", local));
}

TEST_F(Meaning, CallsIntoTheKernel) {
    const Observed bpf{kernel_call(OB_CALL_BPF).with([](auto& e, auto&) { e.arguments[0] = 5; }).container(7).event()};
    EXPECT_TRUE(raises("evt.type=bpf and (evt.arg.cmd=5 or evt.arg.cmd=BPF_PROG_LOAD)", bpf));
    EXPECT_FALSE(raises("evt.type=init_module", bpf));
    const Observed packet{
        kernel_call(OB_CALL_SOCKET).with([](auto& e, auto&) { e.arguments[0] = 17; }).container(7).event()};
    EXPECT_TRUE(raises("evt.type=socket and container and evt.arg.domain contains AF_PACKET", packet));
    const Observed traced{
        accessed(OB_ACCESS_PTRACE, OB_TARGET_HOST).with([](auto& e, auto&) { e.argument = 16; }).container(7).event()};
    EXPECT_TRUE(raises("evt.type=ptrace and evt.arg.request contains PTRACE_ATTACH", traced));
    EXPECT_FALSE(raises("evt.type=process_vm_readv", traced));
    const Observed entered{namespaces(OB_NAMESPACE_SETNS, 0x20000, 0x20000).container(7).event()};
    EXPECT_TRUE(raises("evt.type=setns and not proc.name in (shells)", entered));
    EXPECT_FALSE(raises("evt.type=unshare", entered)) << "another call of the same kind";
}

TEST_F(Meaning, ChangesByTheNamesOfTheirArguments) {
    const FileSpec made{"/tmp/x", "/x"};
    const Observed symbolic{
        change(OB_CHANGE_SYMLINK, made).with([](auto& e, auto& r) { e.other = r.slice("/etc/shadow"); }).event()};
    EXPECT_TRUE(raises("evt.type in (symlink, symlinkat) and evt.arg.target in (/etc/shadow)", symbolic));
    EXPECT_TRUE(raises("evt.arg.linkpath = /tmp/x and not evt.arg.oldpath exists", symbolic));
    const Observed hard{change(OB_CHANGE_LINK, made)
                            .with([](auto& e, auto& r) { e.from = r.path("/etc/shadow", "/etc/shadow", 0); })
                            .event()};
    EXPECT_TRUE(raises("evt.type in (link, linkat) and evt.arg.oldpath in (/etc/shadow)", hard));
    EXPECT_TRUE(raises("evt.arg.newpath = /tmp/x and not evt.arg.target exists", hard));
    const Observed set_id{change(OB_CHANGE_CHMOD, made).with([](auto& e, auto&) { e.mode = 04755; }).event()};
    EXPECT_TRUE(raises("evt.type in (chmod, fchmod, fchmodat) and evt.arg.mode contains S_ISUID", set_id));
    EXPECT_TRUE(raises("evt.arg.filename = /tmp/x and not evt.arg.mode contains S_ISGID", set_id));
    const Observed removed{change_by_name(OB_CHANGE_UNLINK, "/root/.bash_history").event()};
    EXPECT_TRUE(raises("evt.arg.name endswith ash_history and evt.arg.path endswith ash_history", removed));
}

TEST_F(Meaning, CapabilitiesOfAContainersFirstProcess) {
    Observed first{exec("/init").flags(OB_TASK_INIT).container(7).event()};
    first.container().effective_caps = std::uint64_t{1} << 21;  // CAP_SYS_ADMIN, uapi/linux/capability.h
    EXPECT_TRUE(raises("spawned_process and thread.cap_permitted contains CAP_SYS_ADMIN", first));
    EXPECT_FALSE(raises("spawned_process and thread.cap_effective contains CAP_SYS_MODULE", first));
    EXPECT_FALSE(raises("spawned_process and thread.cap_effective exists", shell_)) << "not told of others";
}

TEST_F(Meaning, ContainersAndTheirMounts) {
    read_.container().mounts.push_back({"/var/run/docker.sock", "/run/x.sock", "bind", true});
    EXPECT_TRUE(raises("container.mount.dest[/var/run/docker*] exists", read_));
    EXPECT_TRUE(raises("container.mount.source[/run/x.sock] = /var/run/docker.sock", read_));
    EXPECT_TRUE(raises("container.mount.rdwr[0] = false and container.mounts contains docker.sock", read_));
    EXPECT_FALSE(raises("container.mount.dest[/etc*] exists", read_));
    EXPECT_TRUE(raises("container.image.repository endswith shop/app and container.image.tag = 1.4", read_));
}

}  // namespace
}  // namespace overboard::test
