#include "interchange/pickle/old_text.h"

#include <charconv>
#include <cstdint>

namespace keepfit::pickle {

void put_utf8(std::string& out, uint32_t point) {
  const auto byte = [&](uint32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) return byte(0xc0 | point >> 6), byte(0x80 | (point & 63));
  if (point < 0x10000) return byte(0xe0 | point >> 12), byte(0x80 | (point >> 6 & 63)), byte(0x80 | (point & 63));
  byte(0xf0 | point >> 18), byte(0x80 | (point >> 12 & 63)), byte(0x80 | (point >> 6 & 63)), byte(0x80 | (point & 63));
}

namespace {

/// The number that so many digits of a base make; false where they are none.
bool digits(std::string_view text, size_t at, size_t count, int base, uint32_t& out) {
  if (text.size() - at < count) return false;
  const char* from = text.data() + at;
  const auto [end, error] = std::from_chars(from, from + count, out, base);
  return error == std::errc() && end == from + count;
}

}  // namespace

std::string unescaped_unicode(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); ++i) {
    // Two backslashes are two, and the letter behind them is no escape.
    if (line.substr(i, 2) == "\\\\") {
      out += "\\\\";
      ++i;
      continue;
    }
    uint32_t point = static_cast<uint8_t>(line[i]);
    const size_t count = i + 1 < line.size() && line[i] == '\\' ? (line[i + 1] == 'u'   ? 4
                                                                   : line[i + 1] == 'U' ? 8
                                                                                        : 0)
                                                                : 0;
    if (count && digits(line, i + 2, count, 16, point) && point <= 0x10ffff) i += 1 + count;
    else point = static_cast<uint8_t>(line[i]);
    put_utf8(out, point);
  }
  return out;
}

bool unescaped_string(std::string_view line, std::string& out) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  if (line.size() < 2 || line.front() != line.back() || (line.front() != '\'' && line.front() != '"')) return false;
  line = line.substr(1, line.size() - 2);
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      out += line[i];
      continue;
    }
    const char next = line[++i];
    constexpr std::string_view kFrom = "abfnrtv\\'\"", kTo = "\a\b\f\n\r\t\v\\'\"";
    uint32_t value = 0;
    if (const size_t known = kFrom.find(next); known != std::string_view::npos) out += kTo[known];
    else if (next == 'x' && digits(line, i + 1, 2, 16, value)) out += static_cast<char>(value), i += 2;
    else if (digits(line, i, 3, 8, value) || digits(line, i, 2, 8, value) || digits(line, i, 1, 8, value)) {
      size_t length = 1;
      while (length < 3 && i + length < line.size() && line[i + length] >= '0' && line[i + length] <= '7') ++length;
      digits(line, i, length, 8, value);
      out += static_cast<char>(value);
      i += length - 1;
    } else {
      (out += '\\') += next;
    }
  }
  return true;
}

}  // namespace keepfit::pickle
