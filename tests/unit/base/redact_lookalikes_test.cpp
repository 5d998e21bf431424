// SPDX-License-Identifier: Apache-2.0
// None is destroyed: ids, digests, paths and host names are what an alert is read for.
#include <gtest/gtest.h>

#include "base/redact.h"
#include "unit/base/secrets.h"

namespace overboard::base {
namespace {

std::vector<std::string> lookalikes() {
    secrets::Maker make(1);
    const std::string id = make.run(secrets::hex, 64), sha1 = make.run(secrets::hex, 40),
                      md5 = make.run(secrets::hex, 32);
    return {
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        id,
        "container " + id + " (pid 4711)",
        "image registry.example/team/app@sha256:" + id,
        "docker://reg.example:5000/alpine@sha256:" + id,
        "/sys/fs/cgroup/kubepods.slice/kubepods-pod3f2504e0_4f89_41d3_9a0c_0305e82c3301.slice/cri-containerd-" + id +
            ".scope",
        "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/117/fs/usr/lib/x86_64-linux-gnu/"
        "libc.so.6",
        "/var/lib/kubelet/pods/3f2504e0-4f89-41d3-9a0c-0305e82c3301/volumes/kubernetes.io~projected/"
        "kube-api-access-x7kq2/token",
        "/run/secrets/kubernetes.io/serviceaccount/token: Permission denied",
        "cat /etc/passwd /etc/shadow: read",
        "git checkout " + sha1,
        "https://pypi.example/packages/a.whl#sha256=" + id,
        "machine-id " + md5,
        "web-7c9d8b6f54-x2zq9 in prod-eu-west-1",
        "/opt/data/QmFzZTY0LWxvb2tpbmctZmlsZS1uYW1l.bin",
        "ip-10-0-3-7.eu-central-1.compute.internal",
        "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
        "http://[::1]:8080/a@b",
        "git@github.com:org/repo.git",
        "ssh://git@github.com:22/org/repo",
        "the bearer token was missing, basic authentication required",
        "WWW-Authenticate: Bearer realm=\"x\"",
        R"(["app", "--token-file", "/run/t", "--no-password", "db", "--secret", "id=npm,src=n"])",
        "token_type=access grant_type=refresh max_tokens=100",
        "PASSWORD_FILE=/run/secrets/db secretName: db",
        "PWD=/app OLDPWD=/",
        "compass=north bypass=1 passengers=4 tests pass: 5",
        "kubectl get secret -n kube-system",
        "nsenter --target 1 --mount --uts --ipc --net --pid -- sh",
        "perl -pi -e s/a/b/ file",
        "mysql -h db -P3306 -p app",
        "ssh -p 2222 host && tar -xzpf x",
        "puma 5.6.5 (tcp://0.0.0.0:4567) [app]",
        "kubeadm join --discovery-token-ca-cert-hash sha256:" + id,
        "e.g. example.com.au and eyJ.txt",
        "nginx:latest;../../../bin/sh",
        "shim /run/containerd/s/" + id,
    };
}

TEST(RedactLookalikes, SurviveAsTheyAre) {
    const auto redactor = Redactor::make({}).value();
    for (const std::string& text : lookalikes()) EXPECT_EQ(redactor->text(text), text);
}

TEST(RedactLookalikes, IdsSurviveStrictToo) {
    Redactor::Options options;
    options.strict = true;
    const auto redactor = Redactor::make(options).value();
    for (const std::string& text : lookalikes()) {
        if (text.find("QmFz") == std::string::npos) {
            EXPECT_EQ(redactor->text(text), text);
        }
    }
}

TEST(RedactStrict, HidesAnyLongRunNoIdExplains) {
    Redactor::Options options;
    options.strict = true;
    const auto redactor = Redactor::make(options).value();
    secrets::Maker make(2);
    for (int i = 0; i < 100; ++i) {
        const std::string secret = make.run(secrets::base64url, 20 + static_cast<std::size_t>(i % 30));
        EXPECT_EQ(redactor->text("saw " + secret + " once"), "saw [redacted] once") << secret;
        EXPECT_EQ(redactor->args({"x", secret}).at(1), "[redacted]") << secret;
    }
    EXPECT_EQ(redactor->text("short-1A2b3C"), "short-1A2b3C");
}

TEST(RedactPatterns, TheUsersOwnAreReplacedWhole) {
    Redactor::Options options;
    options.patterns = {R"(ACME-\d{6})", "internal-[a-z]+"};
    const auto redactor = Redactor::make(options).value();
    EXPECT_EQ(redactor->text("card ACME-123456 of internal-x."), "card [redacted] of [redacted].");
    EXPECT_EQ(redactor->args({"a", "ACME-123456", "b"}), (std::vector<std::string>{"a", "[redacted]", "b"}));
}

TEST(RedactPatterns, ABadOneIsAClearError) {
    Redactor::Options options;
    options.patterns = {"(?<=x)y"};
    const auto made = Redactor::make(options);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("redact.patterns: '(?<=x)y'"), std::string::npos) << made.error().message;
}

}  // namespace
}  // namespace overboard::base
