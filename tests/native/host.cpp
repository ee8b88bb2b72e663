// The engine's border over stdin and stdout, so that any test can send the same request to this host and to WebAssembly.
// In:  [u32 operation length][operation][u32 request length][request]   (little-endian)
// Out: [u32 status][u32 length][answer]
#include <cstdint>
#include <cstdio>
#include <string>

extern "C" {
struct Answer {
  std::uint32_t status;
  std::uint8_t* data;
  std::uint32_t length;
};
Answer* keepfit_call(const char* op, std::uint32_t op_length, const std::uint8_t* request, std::uint32_t request_length);
void keepfit_release(Answer* answer);
}

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

}  // namespace

int main() {
  std::string op, request;
  while (read_field(op)) {
    if (!read_field(request)) {
      std::fprintf(stderr, "The input ends inside a request.\n");
      return 1;
    }
    Answer* answer = keepfit_call(op.data(), static_cast<std::uint32_t>(op.size()),
                                  reinterpret_cast<const std::uint8_t*>(request.data()),
                                  static_cast<std::uint32_t>(request.size()));
    write_u32(answer->status);
    write_u32(answer->length);
    std::fwrite(answer->data, 1, answer->length, stdout);
    std::fflush(stdout);
    keepfit_release(answer);
  }
  return 0;
}
