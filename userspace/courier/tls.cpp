// SPDX-License-Identifier: Apache-2.0
#include "courier/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <utility>

namespace overboard::courier {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio reader(const std::string& text) { return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free}; }

// An encrypted key would otherwise be asked for on a terminal.
int no_password(char*, int, int, void*) { return -1; }

base::Result<void> use_certificates(SSL_CTX* context, const std::string& text) {
    const Bio in = reader(text);
    const Certificate own{PEM_read_bio_X509_AUX(in.get(), nullptr, no_password, nullptr), X509_free};
    if (!own || SSL_CTX_use_certificate(context, own.get()) != 1)
        return base::fail("the first holds no certificate in PEM that OpenSSL takes");
    for (X509* next = nullptr; (next = PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr));)
        if (SSL_CTX_add0_chain_cert(context, next) != 1) X509_free(next);
    return {};
}

base::Result<void> use_key(SSL_CTX* context, const std::string& text) {
    const Bio in = reader(text);
    const Key key{PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr), EVP_PKEY_free};
    if (!key) return base::fail("the second holds no private key in PEM, or one with a password");
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        return base::fail("the private key does not belong to the certificate");
    return {};
}

}  // namespace

base::Result<Tls::Context> Tls::identity(const std::string& certificate, const std::string& key) {
    const Context context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    if (!context) return base::fail("OpenSSL cannot be set up");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    // No state of one connection outlives it, and no client makes a server compute twice for one connection.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    const auto done =
        use_certificates(context.get(), certificate).and_then([&] { return use_key(context.get(), key); });
    ERR_clear_error();
    if (!done) return tl::unexpected(done.error());
    return context;
}

void Tls::use(Context context) {
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
}

Tls::Context Tls::current() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

}  // namespace overboard::courier
