// The engine's border over stdin and stdout, so that any test can send the same request to this host and to
// WebAssembly. In:  [u32 operation length][operation][u32 request length][request]   (little-endian) Out: [u32
// status][u32 length][answer] The operation "echo" is this program's own: what the engine's reader makes of the
// request, written by its writer.
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "border/call.h"
#include "core/errors.h"
#include "persistence/codec.h"

namespace {

bool read_exactly(char* to, std::size_t size) { return std::fread(to, 1, size, stdin) == size; }

bool read_u32(std::uint32_t& value) {
  unsigned char b[4];
  if (!read_exactly(reinterpret_cast<char*>(b), 4)) return false;
  value = b[0] | b[1] << 8 | b[2] << 16 | static_cast<std::uint32_t>(b[3]) << 24;
  return true;
}

void write_u32(std::uint32_t value) {
  const unsigned char b[4] = {static_cast<unsigned char>(value), static_cast<unsigned char>(value >> 8),
                              static_cast<unsigned char>(value >> 16), static_cast<unsigned char>(value >> 24)};
  std::fwrite(b, 1, 4, stdout);
}

bool read_field(std::string& field) {
  std::uint32_t length;
  if (!read_u32(length)) return false;
  field.resize(length);
  return read_exactly(field.data(), length);
}

void write_answer(std::uint32_t status, const std::uint8_t* data, std::size_t size) {
  write_u32(status);
  write_u32(static_cast<std::uint32_t>(size));
  std::fwrite(data, 1, size, stdout);
  std::fflush(stdout);
}

void echo(const std::string& request) {
  using keepfit::Value;
  std::vector<std::uint8_t> bytes;
  std::uint32_t status = 0;
  try {
    bytes = keepfit::encode(keepfit::decode(reinterpret_cast<const std::uint8_t*>(request.data()), request.size()));
  } catch (const keepfit::Error& e) {
    bytes = keepfit::encode(Value::Map{{"code", e.code}, {"message", e.message}});
    status = 1;
  }
  write_answer(status, bytes.data(), bytes.size());
}

}  // namespace

int main() {
  std::string op, request;
  while (read_field(op)) {
    if (!read_field(request)) {
      std::fprintf(stderr, "The input ends inside a request.\n");
      return 1;
    }
    if (op == "echo") {
      echo(request);
      continue;
    }
    const auto reply =
        keepfit::border::call(op, reinterpret_cast<const std::uint8_t*>(request.data()), request.size(), {});
    write_answer(reply.answered ? 0 : 1, reply.bytes.data(), reply.bytes.size());
  }
  return 0;
}
