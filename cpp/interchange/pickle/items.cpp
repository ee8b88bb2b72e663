#include "interchange/pickle/items.h"

#include <cmath>

#include "core/text.h"
#include "core/value.h"

namespace keepfit::pickle {

namespace {

class Printer {
 public:
  explicit Printer(size_t most) : most_(most) {}
  std::string out;

  void print(const Item& item, int depth) {
    if (out.size() >= most_) return;
    switch (item.kind) {
      case Kind::kUnknown: out += "?"; break;
      case Kind::kNone: out += "None"; break;
      case Kind::kBool: out += item.integer ? "True" : "False"; break;
      case Kind::kInt: out += std::to_string(item.integer); break;
      case Kind::kBig: out += "a whole number of " + counted(static_cast<int64_t>(item.text.size()), "byte"); break;
      case Kind::kFloat: number(item.real); break;
      case Kind::kText: quoted("'", item.text); break;
      case Kind::kBytes: bytes(item.text); break;
      case Kind::kList: all("[", item, "]", depth); break;
      case Kind::kTuple: all("(", item, item.parts.size() == 1 ? ",)" : ")", depth); break;
      case Kind::kSet: all("{", item, "}", depth); break;
      case Kind::kDict: pairs(item, depth); break;
      case Kind::kSymbol: out += shown(item.text, 60) + "." + shown(item.name, 60); break;
      case Kind::kObject: object(item, depth); break;
      case Kind::kOther: out += shown(item.text, 40); break;
    }
  }

 private:
  size_t most_;

  void number(double value) {
    if (std::isnan(value)) out += "nan";
    else if (std::isinf(value)) out += value < 0 ? "-inf" : "inf";
    else out += Value(value).repr();
  }

  void quoted(const char* before, std::string_view text) {
    out += before;
    out += on_one_line(text, most_ > out.size() ? most_ - out.size() + 4 : 4) + "'";
  }

  void bytes(std::string_view given) {
    constexpr size_t kMost = 24;
    out += "b'";
    for (const char c : given.substr(0, kMost)) {
      const auto byte = static_cast<uint8_t>(c);
      constexpr const char* kHex = "0123456789abcdef";
      if (byte >= 0x20 && byte < 0x7f && c != '\'' && c != '\\') out += c;
      else (out += "\\x") += {kHex[byte >> 4], kHex[byte & 15]};
    }
    out += given.size() > kMost ? "...'" : "'";
  }

  void all(const char* open, const Item& item, const char* close, int depth) {
    out += open;
    if (depth == 0 && !item.parts.empty()) {
      out += "...";
    } else {
      for (size_t i = 0; i < item.parts.size() && out.size() < most_; ++i) {
        if (i) out += ", ";
        print(*item.parts[i], depth - 1);
      }
    }
    out += out.size() >= most_ ? "..." : close;
  }

  void pairs(const Item& item, int depth) {
    out += "{";
    if (depth == 0 && !item.parts.empty()) {
      out += "...";
    } else {
      for (size_t i = 0; i + 1 < item.parts.size() && out.size() < most_; i += 2) {
        if (i) out += ", ";
        print(*item.parts[i], depth - 1);
        out += ": ";
        print(*item.parts[i + 1], depth - 1);
      }
    }
    out += out.size() >= most_ ? "..." : "}";
  }

  void object(const Item& item, int depth) {
    // What was called may itself have been made by a call, and so on.
    if (depth == 0) {
      out += "...";
      return;
    }
    print(*item.parts[0], depth - 1);
    print(*item.parts[1], depth - 1);
  }
};

}  // namespace

std::string on_one_line(std::string_view text, size_t most) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string out;
  const std::string plain = shown(text, most);
  for (size_t i = 0; i < plain.size(); ++i) {
    const auto at = [&](size_t k) { return i + k < plain.size() ? static_cast<uint8_t>(plain[i + k]) : 0; };
    const uint8_t byte = at(0);
    // Of two and three bytes, each code point of which has a letter of Python's.
    const uint32_t two = byte == 0xC2 || byte == 0xD8 ? (byte & 31u) << 6 | (at(1) & 63u) : 0;
    const uint32_t three = byte == 0xE2 || byte == 0xEF ? (byte & 15u) << 12 | (at(1) & 63u) << 6 | (at(2) & 63u) : 0;
    const auto lies = [](uint32_t code, uint32_t from, uint32_t to) { return code >= from && code <= to; };
    if (byte == '\'' || byte == '\\') (out += '\\') += plain[i];
    else if (byte == '\n') out += "\\n";
    else if (byte == '\r') out += "\\r";
    else if (byte == '\t') out += "\\t";
    else if (byte < 0x20 || byte == 0x7F) ((out += "\\x") += kHex[byte >> 4]) += kHex[byte & 15];
    else if (lies(two, 0x80, 0x9F) || two == 0xAD || two == 0x61C || three == 0x200B || lies(three, 0x200E, 0x200F) ||
             lies(three, 0x2028, 0x202E) || lies(three, 0x2060, 0x206F) || three == 0xFEFF) {
      const uint32_t code = two | three;
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kHex[code >> shift & 15];
      i += two ? 1 : 2;
    } else out += plain[i];
  }
  return out;
}

std::string printed(const Item& item, size_t most) {
  Printer printer(most);
  printer.print(item, 4);
  return std::move(printer.out);
}

}  // namespace keepfit::pickle
