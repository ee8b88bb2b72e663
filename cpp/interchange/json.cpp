#include "interchange/json.h"

#include <cmath>
#include <cstdio>

namespace keepfit::interchange {

namespace {

void quote(const std::string& text, std::string& out) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
  out += '"';
}

void write(const Value& value, std::string& out) {
  if (const auto* b = value.get_if<bool>()) out += *b ? "true" : "false";
  else if (const auto* i = value.get_if<int64_t>()) out += std::to_string(*i);
  else if (const auto* d = value.get_if<double>()) out += std::isfinite(*d) ? repr(*d) : "null";
  else if (const auto* text = value.get_if<std::string>()) quote(*text, out);
  else if (const auto* list = value.get_if<Value::List>()) {
    out += '[';
    for (size_t k = 0; k < list->size(); ++k) {
      if (k) out += ',';
      write((*list)[k], out);
    }
    out += ']';
  } else if (const auto* map = value.get_if<Value::Map>()) {
    out += '{';
    for (size_t k = 0; k < map->size(); ++k) {
      if (k) out += ',';
      quote((*map)[k].first, out);
      out += ':';
      write((*map)[k].second, out);
    }
    out += '}';
  } else if (const auto* array = value.get_if<Array>(); array && array->shape.size() == 1) {
    write(value.detached(), out);
  } else {
    out += "null";
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace keepfit::interchange
