#include "socket.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "garden/config.hpp"

namespace garden::redis_cache {
namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

bool is_ip(const std::string& host) {
  ErrorCode error;
  asio::ip::make_address(host, error);
  return !error;
}

// Why a handshake failed: the verification's own reason says more than "certificate verify failed".
std::string handshake_trouble(SSL* ssl, const ErrorCode& error) {
  const auto verified = SSL_get_verify_result(ssl);
  if (verified == X509_V_OK || verified == X509_V_ERR_APPLICATION_VERIFICATION)
    return "the TLS handshake failed (" + error.message() +
           "); is its certificate for this very host, and is TLS spoken on this port?";
  return std::string("its certificate is refused: ") + X509_verify_cert_error_string(verified);
}

}  // namespace

std::unique_ptr<asio::ssl::context> make_tls(const Address& address, const std::string& ca_file) {
  if (!address.tls) return nullptr;
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  ErrorCode error;
  if (ca_file.empty()) {
    tls->set_default_verify_paths(error);
  } else {
    tls->load_verify_file(ca_file, error);
  }
  if (error)
    throw ConfigError("/ca_file", "the certificates of authorities in " +
                                      (ca_file.empty() ? std::string("the system's folder") : ca_file) +
                                      " cannot be read: " + error.message());
  tls->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  return tls;
}

Socket::Socket(asio::io_context& io, asio::ssl::context* tls) : resolver_(io), tcp_(io) {
  if (tls) tls_.emplace(tcp_, *tls);
}

asio::awaitable<std::string> Socket::connect(const Address& address) {
  const auto resolved =
      co_await resolver_.async_resolve(address.host, std::to_string(address.port), as_values);
  if (const auto& error = std::get<0>(resolved))
    co_return "its host name cannot be resolved: " + error.message();
  const auto connected = co_await asio::async_connect(tcp_, std::get<1>(resolved), as_values);
  if (const auto& error = std::get<0>(connected)) co_return "it cannot be connected to: " + error.message();
  ErrorCode ignored;
  tcp_.set_option(asio::ip::tcp::no_delay(true), ignored);
  tcp_.non_blocking(true, ignored);
  if (!tls_) co_return std::string();
  if (!is_ip(address.host)) SSL_set_tlsext_host_name(tls_->native_handle(), address.host.c_str());
  tls_->set_verify_callback(asio::ssl::host_name_verification(address.host), ignored);
  const auto shaken = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_values);
  if (const auto& error = std::get<0>(shaken)) co_return handshake_trouble(tls_->native_handle(), error);
  co_return std::string();
}

asio::awaitable<std::size_t> Socket::read(asio::mutable_buffer to, ErrorCode& error) {
  std::size_t size = 0;
  if (tls_) {
    std::tie(error, size) = co_await tls_->async_read_some(to, as_values);
  } else {
    std::tie(error, size) = co_await tcp_.async_read_some(to, as_values);
  }
  co_return size;
}

asio::awaitable<void> Socket::write(std::string_view bytes, ErrorCode& error) {
  std::size_t size = 0;
  const auto buffer = asio::buffer(bytes);
  if (tls_) {
    std::tie(error, size) = co_await asio::async_write(*tls_, buffer, as_values);
  } else {
    std::tie(error, size) = co_await asio::async_write(tcp_, buffer, as_values);
  }
}

std::size_t Socket::write_now(std::string_view bytes) {
  if (tls_ || !tcp_.is_open()) return 0;
  const auto sent = ::send(tcp_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;  // an error comes back to the reader, too
}

void Socket::close() {
  resolver_.cancel();
  ErrorCode ignored;
  tcp_.close(ignored);
}

}  // namespace garden::redis_cache
