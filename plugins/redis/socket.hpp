// Socket: a TCP connection, under TLS if the address wants it, with one way to read and to write for both.
//
// TLS is 1.2 or later, verifies the certificate against the system's authorities (or a file of the
// operator's) and the name in it against the host of the URL, and sends that name (SNI), because hosted
// Redis servers share addresses. There is no way to switch this off. Threads: the io_context's one thread;
// write_now() [any] under its owner's lock.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "url.hpp"

namespace garden::redis_cache {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// What an address with TLS needs; null without. ca_file empty: the system's. Throws ConfigError when the file
// cannot be read.
std::unique_ptr<asio::ssl::context> make_tls(const Address& address, const std::string& ca_file);

class Socket {
 public:
  // tls: null, or outlives the socket.
  Socket(asio::io_context& io, asio::ssl::context* tls);

  // Resolves, connects and shakes hands; empty when it is there, else what went wrong, for the operator.
  asio::awaitable<std::string> connect(const Address& address);
  // Bytes that came; an error at the end of the connection.
  asio::awaitable<std::size_t> read(asio::mutable_buffer to, ErrorCode& error);
  asio::awaitable<void> write(std::string_view bytes, ErrorCode& error);
  // Writes what the kernel takes at once, without waiting; 0 under TLS or when it is full.
  std::size_t write_now(std::string_view bytes);
  // Whatever waits ends with an error.
  void close();

 private:
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket tcp_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
};

}  // namespace garden::redis_cache
