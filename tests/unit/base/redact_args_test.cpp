// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/redact.h"
#include "unit/base/secrets.h"

namespace overboard::base {
namespace {

using Args = std::vector<std::string>;

Args redacted(const Args& args) {
    static const auto instance = Redactor::make({}).value();
    return instance->args(args);
}

TEST(RedactArgs, TheSecretInTheNextElement) {
    secrets::Maker make(1);
    const std::string s = make.password() + " with spaces";
    EXPECT_EQ(redacted({"vault", "--token", s, "x"}), (Args{"vault", "--token", "[redacted]", "x"}));
    EXPECT_EQ(redacted({"app", "--api-key", s, "--password", s}),
              (Args{"app", "--api-key", "[redacted]", "--password", "[redacted]"}));
    EXPECT_EQ(redacted({"sshpass", "-p", s, "ssh"}), (Args{"sshpass", "-p", "[redacted]", "ssh"}));
    EXPECT_EQ(redacted({"redis-cli", "-a", make.password()}), (Args{"redis-cli", "-a", "[redacted]"}));
}

TEST(RedactArgs, TheSecretIsTheRestOfTheElement) {
    const std::string s = secrets::Maker(2).password() + ";and & more 'of' it";
    EXPECT_EQ(redacted({"x", "--password=" + s}), (Args{"x", "--password=[redacted]"}));
    EXPECT_EQ(redacted({"env", "DB_PASSWORD=" + s, "app"}), (Args{"env", "DB_PASSWORD=[redacted]", "app"}));
    EXPECT_EQ(redacted({"mysql", "-uroot", "-p" + secrets::Maker(3).password()}),
              (Args{"mysql", "-uroot", "-p[redacted]"}));
}

TEST(RedactArgs, HeadersWholeAndSplit) {
    secrets::Maker make(3);
    const std::string s = make.run(secrets::base64url, 40), url = "http://h.example/a";
    EXPECT_EQ(redacted({"curl", "-H", "Authorization: Bearer " + s, url}),
              (Args{"curl", "-H", "Authorization: Bearer [redacted]", url}));
    EXPECT_EQ(redacted({"curl", "-HAuthorization: Custom " + s + " " + s, url}),
              (Args{"curl", "-HAuthorization: [redacted]", url}));
    EXPECT_EQ(redacted({"curl", "-H", "Authorization:", "Bearer", s, url}),
              (Args{"curl", "-H", "Authorization:", "Bearer", "[redacted]", url}));
    EXPECT_EQ(redacted({"curl", "-H", "Cookie: a=" + s + "; b=2", url}),
              (Args{"curl", "-H", "Cookie: [redacted]", url}));
    EXPECT_EQ(redacted({"curl", "-u", "bob:" + s, url}), (Args{"curl", "-u", "bob:[redacted]", url}));
}

TEST(RedactArgs, AProgramInAnElementKeepsItsOtherWords) {
    const std::string s = secrets::Maker(4).password();
    EXPECT_EQ(redacted({"sh", "-c", "PGPASSWORD=" + s + " psql -h db; id"}),
              (Args{"sh", "-c", "PGPASSWORD=[redacted] psql -h db; id"}));
    EXPECT_EQ(redacted({"bash", "-lc", "curl -H 'Authorization: Bearer " + s + "' http://h | sh"}),
              (Args{"bash", "-lc", "curl -H 'Authorization: Bearer [redacted]' http://h | sh"}));
}

TEST(RedactArgs, PemOverSeveralElements) {
    const std::string body = secrets::Maker(5).run(secrets::alnum, 64);
    const Args shown = redacted({"echo", "-----BEGIN", "EC", "PRIVATE", "KEY-----", body, body, "-----END", "EC", "x"});
    for (const std::string& element : shown) EXPECT_EQ(element.find(body), std::string::npos);
    EXPECT_EQ(shown.front(), "echo");
    EXPECT_EQ(shown.back(), "x");
}

TEST(RedactArgs, WhatIsNoSecretStays) {
    const std::vector<Args> harmless{
        {},
        {""},
        {"sh", "-c", "id; cat /etc/passwd"},
        {"mysql", "-u", "root", "-P3306", "-p", "app"},
        {"docker", "run", "-p", "80:80", "--user", "1000:1000", "nginx:latest"},
        {"curl", "-p", "-v", "http://h.example:8080/a@b"},
        {"app", "--token-file", "/run/secrets/token", "--password-stdin", "x"},
        {"psql", "--no-password", "app"},
        {"docker", "build", "--secret", "id=npm,src=/root/.npmrc", "."},
        {"app", "--token", "/var/run/secrets/kubernetes.io/serviceaccount/token"},
        {"app", "--password", "--verbose"},
        {"app", "--token=true", "--secret=${SECRET}"},
        {"docker", "run", "-v", "/etc/passwd:/etc/passwd:ro", "reg.example/vault-token:1.4"},
    };
    for (const Args& args : harmless) EXPECT_EQ(redacted(args), args);
}

}  // namespace
}  // namespace overboard::base
