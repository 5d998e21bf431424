// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

namespace overboard::courier {

// The server's side of TLS 1.2 and later, whose certificate can be replaced while connections are under way.
class Tls {
public:
    using Context = std::shared_ptr<SSL_CTX>;

    // certificate: PEM, the server's own first and then its chain. Fails with what is wrong, without showing the key.
    static base::Result<Context> identity(const std::string& certificate, const std::string& key);

    // From the next connection on; null: none, so that connections are plain.
    void use(Context context);
    Context current() const;

private:
    mutable std::mutex mutex_;
    Context context_;
};

}  // namespace overboard::courier
