// SPDX-License-Identifier: Apache-2.0
// None leaks: each kind of secret, in each place it is seen in.
#include <gtest/gtest.h>

#include "base/redact.h"
#include "unit/base/secrets.h"

namespace overboard::base {
namespace {

using secrets::Maker;

const Redactor& redactor() {
    static const auto instance = Redactor::make({}).value();
    return *instance;
}

// No piece of 8 bytes of the secret may be left.
bool leaks(const std::string& shown, const std::string& secret) {
    const std::size_t piece = std::min<std::size_t>(8, secret.size());
    for (std::size_t i = 0; i + piece <= secret.size(); ++i)
        if (shown.find(secret.substr(i, piece)) != std::string::npos) return true;
    return false;
}

std::string fill(std::string text, const std::string& secret) {
    const std::size_t at = text.find("{}");
    return text.replace(at, 2, secret);
}

struct Case {
    const char* text;  // {} is the secret
    const char* left;  // what must be left of it, as a whole or a part
};

void expect_hidden(const Case& c, const std::string& secret) {
    const std::string text = fill(c.text, secret), shown = redactor().text(text);
    EXPECT_FALSE(leaks(shown, secret)) << text << "\n -> " << shown;
    EXPECT_NE(shown.find(c.left), std::string::npos) << text << "\n -> " << shown;
    EXPECT_EQ(redactor().text(shown), shown) << "what is redacted is not redacted further";
}

TEST(RedactText, NamedValues) {
    Maker make(1);
    for (const Case c : std::initializer_list<Case>{
             {"password={}", "password=[redacted]"},
             {"PGPASSWORD={} psql -h db.example app", "PGPASSWORD=[redacted] psql -h db.example app"},
             {"export AWS_SECRET_ACCESS_KEY={}; aws s3 ls", "AWS_SECRET_ACCESS_KEY=[redacted]; aws s3 ls"},
             {"aws_secret_access_key = {}\nregion = eu", "aws_secret_access_key = [redacted]\nregion = eu"},
             {"--password={} --host db", "--password=[redacted] --host db"},
             {"--password {} --host db", "--password [redacted] --host db"},
             {"--password '{}' --host db", "--password '[redacted]' --host db"},
             {"cmd -password {} x", "-password [redacted] x"},
             {"vault login --token {}", "--token [redacted]"},
             {"app --client-secret {} -v", "--client-secret [redacted] -v"},
             {R"(["vault", "login", "--token", "{}", "-x"])", R"("--token", "[redacted]", "-x"])"},
             {R"(['app','--password','{}'])", R"('--password','[redacted]'])"},
             {"passwd={}&user=bob", "passwd=[redacted]&user=bob"},
             {"https://h.example/a?access_token={}&page=2", "access_token=[redacted]&page=2"},
             {R"({"user":"bob","password":"{}","x":1})", R"({"user":"bob","password":"[redacted]","x":1})"},
             {R"({\"user\":\"bob\",\"password\":\"{}\",\"x\":1})", R"(\"x\":1})"},
             {"password: \"{}\"\nuser: bob", "user: bob"},
             {"  secret: {}", "secret: [redacted]"},
             {"X-Api-Key: {}", "X-Api-Key: [redacted]"},
             {"curl -H 'X-Vault-Token:{}' http://h.example/", "X-Vault-Token:[redacted]' http://h.example/"},
             {"curl -H 'Private-Token: {}' http://h.example/", "http://h.example/"},
             {"Server=db;Uid=sa;Pwd={};Encrypt=yes", "Pwd=[redacted];Encrypt=yes"},
             {"DefaultEndpointsProtocol=https;AccountKey={}==;x", "AccountKey=[redacted];x"},
             {"java -Dspring.datasource.password={} -jar app.jar", "password=[redacted] -jar app.jar"},
             {"RAILS_MASTER_KEY={} rails s", "RAILS_MASTER_KEY=[redacted] rails s"},
             {"SECRET_KEY_BASE={}", "SECRET_KEY_BASE=[redacted]"},
             {"redis-server --requirepass x; REDIS_PASS={}", "REDIS_PASS=[redacted]"},
             {"MYSQL_PWD={} mysql app", "MYSQL_PWD=[redacted] mysql app"},
             {"password:{}", "password:[redacted]"},
             {"config password%3D{}", "password%3D[redacted]"},
             {"kubectl create secret generic db --from-literal=password={}", "--from-literal=password=[redacted]"},
         })
        expect_hidden(c, make.password());
}

TEST(RedactText, Authorization) {
    Maker make(2);
    for (int i = 0; i < 20; ++i) {
        expect_hidden({"Authorization: Bearer {}", "Authorization: Bearer [redacted]"},
                      make.run(secrets::base64url, 40));
        expect_hidden(
            {"curl -H 'Authorization: Bearer {}' http://h.example/x", "Bearer [redacted]' http://h.example/x"},
            make.run(secrets::base64url, 24));
        expect_hidden({"curl -H \"authorization: {}\" -v", "[redacted]\" -v"}, make.password());
        expect_hidden({"curl -H Authorization: Bearer {} http://h.example/x", "Bearer [redacted] http://h.example/x"},
                      make.password());
        expect_hidden({R"({"Authorization":"Bearer {}"})", R"(Bearer [redacted]"})"}, make.password());
        expect_hidden({"sent bearer {} to it", "sent bearer [redacted] to it"}, make.run(secrets::alnum, 20));
        expect_hidden({"Authorization: Basic {}", "Basic [redacted]"}, make.encode("bob:" + make.password(), false));
        expect_hidden({"Proxy-Authorization: Basic {} x", "[redacted] x"}, make.encode("b:" + make.password(), false));
        expect_hidden({"with basic {}", "with basic [redacted]"}, make.encode("admin:" + make.password(), false));
        expect_hidden({"'Authorization: Custom a={}' -k", "' -k"}, make.password());
        expect_hidden({R"({"auths":{"r.example":{"auth":"{}"}}})", R"("auth":"[redacted]")"},
                      make.encode("u:" + make.password(), false));
    }
}

TEST(RedactText, Formats) {
    Maker make(3);
    for (int i = 0; i < 50; ++i) {
        expect_hidden({"GET /admin/run?t={} HTTP/1.1", "GET /admin/run?t=[redacted] HTTP/1.1"}, make.jwt());
        expect_hidden({"x {} y", "x [redacted] y"}, make.jwt("{ \"alg\" : \"none\" }"));
        expect_hidden({"tok{}", "[redacted]"}, make.jwt());
        expect_hidden({"id {}", "id [redacted]"}, "AK" + std::string("IA") + make.upper(16));
        expect_hidden({"git clone https://{}@github.com/o/r", "@github.com/o/r"},
                      "gh" + std::string("p_") + make.run(secrets::alnum, 36));
        expect_hidden({"({})", "([redacted])"},
                      "xo" + std::string("xb-") + make.run("0123456789", 12) + "-" + make.run(secrets::alnum, 24));
        expect_hidden({"stripe {}", "stripe [redacted]"}, "sk_" + std::string("live_") + make.run(secrets::alnum, 24));
        expect_hidden({"?key={}&q", "?key=[redacted]&q"}, "AI" + std::string("za") + make.run(secrets::base64url, 35));
        expect_hidden({"hook {}", "hook [redacted]"}, "wh" + std::string("sec_") + make.run(secrets::alnum, 32));
        expect_hidden({"glab {}", "glab [redacted]"}, "gl" + std::string("pat-") + make.run(secrets::alnum, 20));
    }
}

TEST(RedactText, PemBlocks) {
    Maker make(4);
    const std::string begin = "-----BEGIN " + std::string("RSA PRIVATE KEY-----"), body = make.pem_body();
    expect_hidden({("a " + begin + "{}-----END RSA PRIVATE KEY----- b").c_str(), "-----END RSA PRIVATE KEY----- b"},
                  body);
    expect_hidden({("cut off: " + begin + "{}").c_str(), "PRIVATE KEY-----[redacted]"}, body);
}

TEST(RedactText, Urls) {
    Maker make(5);
    expect_hidden({"postgres://app:{}@db.example:5432/app", "postgres://app:[redacted]@db.example:5432/app"},
                  make.password());
    expect_hidden({"redis://:{}@cache:6379/0", "redis://:[redacted]@cache:6379/0"}, make.password());
    expect_hidden({"https://u:p/{}@h.example/x", "https://u:[redacted]@h.example/x"}, make.password());
    expect_hidden({"https://{}@git.example/x", "https://[redacted]@git.example/x"}, make.run(secrets::alnum, 40));
}

TEST(RedactText, Signatures) {
    Maker make(6);
    for (const char* text :
         {"X-Hub-Signature-256: sha256={}", "sha256={}", "?signature={}&x=1", "hmac={}", "/hook?sig={}",
          R"({"signature":"{}"})", "Stripe-Signature: t=1614265330,v1={}", "X-Amz-Signature={}"})
        expect_hidden({text, "[redacted]"}, make.run(secrets::hex, 64));
    expect_hidden({"webhook-signature: v1,{}", "v1,[redacted]"}, make.encode(make.run(secrets::alnum, 32), false));
}

TEST(RedactText, CommandsWhoseShortOptionsAreSecrets) {
    Maker make(7);
    for (const Case c : std::initializer_list<Case>{
             {"mysql -uroot -p{} app", "mysql -uroot -p[redacted] app"},
             {"sh -c 'mysqldump -h db -p{} app | gzip'", "-p[redacted] app | gzip'"},
             {"sshpass -p {} ssh h.example", "sshpass -p [redacted] ssh h.example"},
             {"redis-cli -h r -a {} ping", "-a [redacted] ping"},
             {"docker login -u bob -p {} r.example", "-p [redacted] r.example"},
             {"curl -sk -u bob:{} http://h.example/", "-u bob:[redacted] http://h.example/"},
             {"curl --user bob:{} http://h.example/", "--user bob:[redacted] http://h.example/"},
             {"curl -b sid={} http://h.example/", "http://h.example/"},
             {"openssl dgst -sha256 -hmac {} f", "-hmac [redacted] f"},
             {"openssl enc -aes-256-cbc -pass pass:{} -in f", "-in f"},
             {"ldapsearch -D cn=admin -w {} -b dc=x", "-w [redacted] -b dc=x"},
             {"smbclient -U bob%{} //h/s", "-U bob%[redacted] //h/s"},
         })
        expect_hidden(c, make.password());
}

TEST(RedactText, Cookies) {
    Maker make(8);
    expect_hidden({"Cookie: sid={}; theme=dark", "Cookie: [redacted]"}, make.password());
    expect_hidden({"curl -H 'Cookie: a=b; sid={}' http://h.example/", "' http://h.example/"}, make.password());
    expect_hidden({"Set-Cookie: sid={}", "Set-Cookie: [redacted]"}, make.password());
    expect_hidden({"PHPSESSID={}", "PHPSESSID=[redacted]"}, make.password());
    expect_hidden({"curl --cookie sid={} -v", "--cookie [redacted] -v"}, make.password());
}

TEST(RedactText, BytesThatAreNoUtf8DoNotEndASecret) {
    EXPECT_EQ(redactor().text("password=ab\xff\xfe"
                              "cdefgh next"),
              "password=[redacted] next");
    EXPECT_EQ(redactor().text("token=\x1b[31mabc"), "token=[redacted]");
}

TEST(RedactText, SeveralSecretsInOneText) {
    Maker make(9);
    const std::string a = make.password(), b = make.jwt(), c = make.password();
    const std::string shown = redactor().text("password=" + a + " t " + b + " --token " + c + " end password=" + a);
    EXPECT_EQ(shown, "password=[redacted] t [redacted] --token [redacted] end password=[redacted]");
}

TEST(RedactText, LongTextStaysFast) {
    std::string text;
    while (text.size() < 128 * 1024) text += "mysql -x --pass word authorization eyJ. ";
    EXPECT_LE(redactor().text(text).size(), text.size() * 2);
}

}  // namespace
}  // namespace overboard::base
