// SPDX-License-Identifier: Apache-2.0
// A host directory, and a container that has it at /shared, and read-only at /frozen; made once for a whole suite.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "kernel/fixture.h"

namespace overboard::test {

class HostDirectory {
public:
    HostDirectory() : path_("/var/tmp/obh" + std::to_string(getpid())) { std::filesystem::create_directories(path_); }
    ~HostDirectory() { std::filesystem::remove_all(path_); }

    // Makes a file there and gives its path on the host.
    std::string file(const std::string& name) const {
        std::ofstream(path_ + "/" + name) << "x";
        return path_ + "/" + name;
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// A unix socket that this process, on the host, listens on. Its file goes with the directory it is in.
class HostSocket {
public:
    explicit HostSocket(const std::string& path, int type = SOCK_STREAM)
        : fd_(socket(AF_UNIX, type | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        path.copy(address.sun_path, sizeof(address.sun_path) - 1);
        EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
        EXPECT_EQ(type == SOCK_DGRAM ? 0 : listen(fd_.get(), 64), 0);
    }

private:
    base::Fd fd_;
};

// Where a path of the host stands inside its filesystem, as /proc/self/mountinfo says it.
inline std::string path_in_filesystem(const std::string& path) {
    std::ifstream mounts("/proc/self/mountinfo");
    std::string id, parent, device, root, where, rest, found, best;
    while (mounts >> id >> parent >> device >> root >> where && std::getline(mounts, rest)) {
        const std::string prefix = where == "/" ? where : where + "/";
        if (!path.starts_with(prefix) || where.size() < best.size()) continue;
        best = where;
        found = (root == "/" ? "" : root) + "/" + path.substr(prefix.size());
    }
    return found;
}

// What open-by-handle-of takes.
inline std::string host_handle(const std::string& path) {
    struct {
        file_handle head;
        unsigned char bytes[MAX_HANDLE_SZ];
    } handle{};
    handle.head.handle_bytes = MAX_HANDLE_SZ;
    int mount = 0;
    if (name_to_handle_at(AT_FDCWD, path.c_str(), &handle.head, &mount, 0)) return {};
    char text[16 + 2 * MAX_HANDLE_SZ];
    int at = snprintf(text, sizeof(text), "%08x", static_cast<unsigned>(handle.head.handle_type));
    for (unsigned i = 0; i < handle.head.handle_bytes; i++)
        at += snprintf(text + at, sizeof(text) - static_cast<std::size_t>(at), "%02x", handle.bytes[i]);
    return text;
}

// As the kernel writes a device number in s_dev (include/linux/kdev_t.h).
inline std::uint32_t kernel_device(dev_t device) { return gnu_dev_major(device) << 20 | gnu_dev_minor(device); }

class ObjectsTest : public KernelTest {
protected:
    struct Place {
        HostDirectory host;
        Box box{{{host.path(), "/shared"}, {host.path(), "/frozen", true}}};
        std::uint64_t key = container_key(shared(), box);
    };
    static void SetUpTestSuite() {
        shared();
        place = std::make_unique<Place>();
    }
    static void TearDownTestSuite() { place.reset(); }
    static inline std::unique_ptr<Place> place;

    const HostDirectory& host = place->host;
    Box& box = place->box;
    std::uint64_t key = place->key;

    // What one of the container's processes opened, or was refused.
    const decode::Open* opened(const std::function<bool(const decode::Open&)>& match) {
        return find<decode::Open>(key, [&](const decode::Event& e, const decode::Open& o) {
            event = &e;
            return match(o);
        });
    }
    const decode::Open* opened_inode_of(const std::string& path) {
        struct stat info;
        if (stat(path.c_str(), &info)) return nullptr;
        return opened([&](const decode::Open& o) {
            return o.resolved && o.file.inode == info.st_ino && o.file.device == kernel_device(info.st_dev);
        });
    }
    const decode::Connect* connected(const std::function<bool(const decode::Connect&)>& match) {
        return find<decode::Connect>(key, [&](const decode::Event& e, const decode::Connect& c) {
            event = &e;
            return match(c);
        });
    }
    const decode::Event* event = nullptr;  // that of the body which was found last
};

}  // namespace overboard::test
