#include "interchange/pmml/xml.h"

#include <cmath>

#include "core/value.h"

namespace keepfit::interchange::pmml {

bool has_xml(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return false;
    // U+FFFE and U+FFFF; halves of pairs (U+D800 to U+DFFF) are no UTF-8, but other files may hold them.
    if (byte == 0xef && text.substr(i + 1, 1) == "\xbf" &&
        (text.substr(i + 2, 1) == "\xbe" || text.substr(i + 2, 1) == "\xbf"))
      return false;
    if (byte == 0xed && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return false;
  }
  return true;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      case '\r': out += "&#13;"; break;
      default: out += c;
    }
  return out;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  std::string out = repr(value);
  if (out.size() > 2 && out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

std::string open(const char* name, Attributes attributes) {
  std::string out = std::string("<") + name;
  for (const auto& [key, value] : attributes)
    if (!value.empty()) out += std::string(" ") + key + "=\"" + escaped(value) + "\"";
  return out + ">\n";
}

std::string close(const char* name) { return std::string("</") + name + ">\n"; }

std::string element(const char* name, Attributes attributes, std::string_view inside) {
  std::string out = open(name, attributes);
  out.resize(out.size() - 2);
  if (inside.empty()) return out + "/>\n";
  return (out + ">").append(inside) + close(name);
}

}  // namespace keepfit::interchange::pmml
