#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a Java server, started from one source file
# at-most: none
# needs: java javac curl
# timeout: 90
cat >/tmp/Server.java <<'END'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

class Server {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8081), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("hello\n".getBytes());
            exchange.close();
        });
        server.start();
    }
}
END
java -XX:TieredStopAtLevel=1 /tmp/Server.java &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello && sleep 1 && curl -sf http://127.0.0.1:8081/ | grep -q hello
