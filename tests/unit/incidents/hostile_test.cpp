// SPDX-License-Identifier: Apache-2.0
// Everything an attacker can name: secrets are gone, bytes are harmless, sizes are bounded.
#include <gtest/gtest.h>

#include "base/text.h"
#include "incidents/build.h"
#include "incidents/cleaner.h"
#include "support/scene.h"

namespace overboard::incidents {
namespace {

using test::FileSpec;
using test::Scene;

const base::Redactor& redactor() {
    static const auto instance = base::Redactor::make({}).value();
    return *instance;
}

template <class Builder>
Alert build(Scene& scene, Builder builder) {
    return build_alert(scene.judge(builder), scene.ancestry, {.node = "n1", .boot_id = "b"}, redactor(), "key");
}

std::vector<std::string> strings_of(const Alert& a) {
    std::vector<std::string> out{a.node, a.rule, a.rule_id, a.message, a.process.exe, a.process.cwd};
    const auto add = [&](const std::vector<std::string>& list) { out.insert(out.end(), list.begin(), list.end()); };
    add(a.tags), add(a.also_matched), add(a.references), add(a.process.args);
    for (const auto& [field, value] : a.evidence) add({field, value});
    for (const AlertAncestor& p : a.ancestors) add({p.exe}), add(p.args);
    if (a.container) add({a.container->id, a.container->name, a.container->image, a.container->nested_id});
    if (a.pod) add({a.pod->name, a.pod->ns, a.pod->uid});
    if (a.web) add({a.web->server_exe, a.web->kind}), add(a.web->server_args), add(a.web->peers);
    if (a.file) add({a.file->path, a.file->host_path, a.file->name});
    if (a.socket) add({a.socket->peer_path, a.socket->host_path, a.socket->peer_exe});
    return out;
}

// Every string the attacker writes is this one.
void make_hostile(Scene& s, const std::string& text) {
    s.process.exe = s.process.cwd = s.server.exe = s.finding.output = text;
    s.process.args = s.server.args = {text, text};
    s.ancestry.listed = {Scene::made(1, text, {text})};
    s.container.name = s.container.image = s.container.nested_id = text;
    s.container.pod->name = text;
    s.finding.evidence = {{"proc.cmdline", text}};
}

TEST(Hostile, NoStringKeepsAControlByteOrBadUtf8) {
    const std::string evil =
        "a\x1b]0;x\x07\x9b"
        "31m\r\n\t\xff\xc3 \u202e\u0085 \",\"x\":\"\\";
    Scene scene;
    make_hostile(scene, evil);
    scene.seen.host.path = scene.seen.peer.host_path = scene.seen.peer.exe = evil;
    for (const Alert& a : {build(scene, test::open(FileSpec{"/" + evil, ""})), build(scene, test::exec_failed(evil)),
                           build(scene, test::connect_abstract(evil)), build(scene, test::innocent_socket())})
        for (const std::string& text : strings_of(a)) EXPECT_EQ(base::printable(text), text);
}

TEST(Hostile, AnAlertStaysUnder64KiB) {
    Scene scene;
    make_hostile(scene, std::string(128 * 1024, '\x01'));
    scene.process.args.assign(500, std::string(1000, 'x'));
    for (int i = 0; i < 100; ++i) {
        scene.ancestry.listed.push_back(scene.process);
        scene.finding.evidence.emplace_back("f" + std::to_string(i), std::string(5000, 'e'));
    }
    const Alert a = build(scene, test::exec("/bin/sh"));
    std::size_t total = 0;
    for (const std::string& text : strings_of(a)) total += text.size();
    EXPECT_LT(total, 65536U);
    EXPECT_TRUE(a.process.args_truncated);
    EXPECT_EQ(a.ancestors.size(), max_ancestors);
    EXPECT_EQ(a.evidence.size(), max_evidence);
    EXPECT_TRUE(a.message.ends_with(base::cut_mark));
}

TEST(Hostile, LongArgumentsAreCutWithAMark) {
    Scene scene;
    scene.process.args = {"sh", "-c", std::string(128 * 1024, 'x'), "last"};
    const Alert a = build(scene, test::exec("/bin/sh"));
    ASSERT_EQ(a.process.args.size(), 3U);
    EXPECT_EQ(a.process.args[2].size(), 1024U);
    EXPECT_TRUE(a.process.args[2].ends_with(base::cut_mark));
    EXPECT_TRUE(a.process.args_truncated);
}

TEST(Hostile, WhatTheKernelCutIsSaidToBeCut) {
    Scene scene;
    scene.process.args_truncated = true;
    EXPECT_TRUE(build(scene, test::exec("/bin/sh")).process.args_truncated);
}

TEST(Secrets, AreGoneFromEveryPart) {
    const std::string secret =
        "S3cr"
        "et0123456789";
    Scene scene;
    make_hostile(scene, "curl -H 'Authorization: Bearer " + secret + "' http://h.example/");
    for (const Alert& a : {build(scene, test::open(FileSpec{"/tmp/token=" + secret, ""})),
                           build(scene, test::exec_failed("/x password=" + secret)), build(scene, test::exec("/x"))})
        for (const std::string& text : strings_of(a)) {
            if (a.container && (text == a.container->name || text == a.container->image || text == a.pod->name))
                continue;
            EXPECT_EQ(text.find(secret), std::string::npos) << text;
        }
}

// "--password 'correct horse battery'": joined by blanks, a message no longer tells where it ends.
TEST(Secrets, OfAnArgvAreGoneFromTheMessageThatJoinsIt) {
    Scene scene;
    scene.process.args = {"app", "--password", "correct horse battery", "-v"};
    scene.ancestry.listed = {Scene::made(1, "/bin/sh", {"env", "DB_PASSWORD=staple and more", "app"})};
    scene.finding.output = "ran app --password correct horse battery -v under env DB_PASSWORD=staple and more app";
    scene.finding.evidence = {{"proc.args", "--password correct horse battery -v"}};
    const Alert a = build(scene, test::exec("/bin/app"));
    EXPECT_EQ(a.message, "ran app --password [redacted] -v under env DB_PASSWORD=[redacted] app");
    EXPECT_EQ(a.evidence[0].second, "--password [redacted] -v");
}

TEST(Secrets, IdsSurvive) {
    Scene scene;
    scene.finding.output = std::string("container ") + Scene::container_id + " of sha256:" + Scene::container_id;
    const Alert a = build(scene, test::exec("/bin/sh"));
    EXPECT_EQ(a.message, scene.finding.output);
    EXPECT_EQ(a.container->id, Scene::container_id);
}

}  // namespace
}  // namespace overboard::incidents
