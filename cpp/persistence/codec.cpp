#include "persistence/codec.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <msgpack.hpp>
#include <string>
#include <unordered_set>

#include "core/bits.h"
#include "core/errors.h"
#include "core/estimator.h"
#include "core/text.h"
#include "persistence/limits.h"

namespace keepfit {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "arrays are written as they lie in memory");

namespace {

constexpr uint64_t kNaN = 0x7ff8000000000000;
constexpr uint32_t kNaN32 = 0x7fc00000;

/// What msgpack-c's packer writes to.
struct Sink {
  std::vector<uint8_t>& out;
  void write(const char* data, size_t size) { out.insert(out.end(), data, data + size); }
};

/// Copies floats, giving every NaN the one canonical bit pattern.
template <class Float, class Bits>
void append_floats(std::vector<uint8_t>& out, const uint8_t* data, size_t count, Bits nan) {
  const size_t start = out.size();
  out.insert(out.end(), data, data + count * sizeof(Float));
  for (size_t i = 0; i < count; ++i) {
    uint8_t* at = out.data() + start + i * sizeof(Float);
    Float value;
    std::memcpy(&value, at, sizeof value);
    if (value != value) std::memcpy(at, &nan, sizeof nan);
  }
}

size_t array_header(const Array& a) { return 4 + 4 * a.shape.size(); }

struct Writer {
  msgpack::packer<Sink>& packer;
  std::vector<uint8_t>& out;

  void operator()(const Value& value) {
    if (value.is_null()) packer.pack_nil();
    else if (const auto* b = value.get_if<bool>()) *b ? packer.pack_true() : packer.pack_false();
    else if (const auto* i = value.get_if<int64_t>()) packer.pack_int64(*i);
    else if (const auto* d = value.get_if<double>()) number(*d);
    else if (const auto* s = value.get_if<std::string>()) text(*s);
    else if (const auto* l = value.get_if<Value::List>()) {
      packer.pack_array(static_cast<uint32_t>(l->size()));
      for (const Value& item : *l) (*this)(item);
    } else if (const auto* m = value.get_if<Value::Map>()) {
      packer.pack_map(static_cast<uint32_t>(m->size()));
      for (const auto& [key, item] : *m) {
        text(key);
        (*this)(item);
      }
    } else if (const auto* a = value.get_if<Array>()) array(*a);
    else if (const auto* raw = value.get_if<Bytes>()) {
      packer.pack_bin(static_cast<uint32_t>(raw->size));
      packer.pack_bin_body(reinterpret_cast<const char*>(raw->data), static_cast<uint32_t>(raw->size));
    } else throw Error("internal", "", "An estimator cannot be encoded as a value.");
  }

  /// msgpack-c's pack_double writes whole numbers as integers, which would lose -0.0 and the type.
  void number(double value) {
    const uint64_t bits = std::isnan(value) ? kNaN : keepfit::bit_cast<uint64_t>(value);
    out.push_back(0xcb);
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(bits >> shift));
  }

  void text(const std::string& s) {
    if (!is_utf8(s))
      throw Error("bad_text", "", "A text is not valid UTF-8: '" + shown(s) + "'.", "Give text as UTF-8.");
    packer.pack_str(static_cast<uint32_t>(s.size()));
    packer.pack_str_body(s.data(), static_cast<uint32_t>(s.size()));
  }

  void array(const Array& a) {
    if (array_header(a) + a.bytes() > limits::kBytes)
      throw Error("limit", "", "An array is too large for one message.");
    packer.pack_ext(array_header(a) + a.bytes(), static_cast<int8_t>(a.dtype));
    const uint8_t head[4] = {static_cast<uint8_t>(a.shape.size()), 0, 0, 0};
    out.insert(out.end(), head, head + 4);
    for (uint32_t extent : a.shape) {
      uint8_t bytes[4];
      std::memcpy(bytes, &extent, 4);
      out.insert(out.end(), bytes, bytes + 4);
    }
    if (a.dtype == DType::kFloat64) append_floats<double>(out, a.data, a.size(), kNaN);
    else if (a.dtype == DType::kFloat32) append_floats<float>(out, a.data, a.size(), kNaN32);
    else out.insert(out.end(), a.data, a.data + a.bytes());
  }
};

[[noreturn]] void malformed(const std::string& message) {
  throw Error("malformed", "", message, "The bytes are damaged or were not written by Keepfit.");
}

Array read_array(int8_t type, const uint8_t* data, size_t size) {
  if (type < 1 || type > 5) malformed("There is an extension value of the unknown type " + std::to_string(type) + ".");
  Array a;
  a.dtype = static_cast<DType>(type);
  if (size < 4 || data[0] < 1 || data[0] > limits::kAxes || data[1] || data[2] || data[3])
    malformed("An array has a malformed header.");
  const size_t axes = data[0];
  if (size < 4 + 4 * axes) malformed("An array has a malformed header.");
  uint64_t count = 1;
  for (size_t i = 0; i < axes; ++i) {
    uint32_t extent;
    std::memcpy(&extent, data + 4 + 4 * i, 4);
    a.shape.push_back(extent);
    count *= extent;
    if (count > limits::kBytes) malformed("An array's shape is larger than its data.");
  }
  // An array without elements costs a file nothing, whatever its other extents say; readers make a column of each.
  for (uint32_t extent : a.shape) {
    if (count == 0 && extent > limits::kEmptyExtent)
      malformed("An array without elements has an extent of " + std::to_string(extent) + ".");
  }
  if (count * item_size(a.dtype) != size - array_header(a))
    malformed("An array's shape does not agree with the length of its data.");
  a.data = data + array_header(a);
  return a;
}

/// msgpack-c's parser calls this as it meets values. Containers under construction are kept on a stack of our own, so
/// depth is bounded.
struct Builder : msgpack::null_visitor {
  struct Frame {
    bool is_map = false;
    Value::List list;
    Value::Map map;
    std::unique_ptr<std::unordered_set<std::string>> keys;  // only for large maps
    bool expects_key = true;
  };

  explicit Builder(size_t available) : available(available) { stack.reserve(8); }

  size_t available;  // every entry takes at least one byte, so no container has more entries than this
  std::vector<Frame> stack;
  Value result;

  bool put(Value value) {
    if (stack.empty()) {
      result = std::move(value);
      return true;
    }
    Frame& top = stack.back();
    if (!top.is_map) top.list.push_back(std::move(value));
    else if (top.expects_key) malformed("A map has a key that is not text.");
    else top.map.back().second = std::move(value);
    return true;
  }

  bool put_key(std::string key) {
    Frame& top = stack.back();
    // Readers in JavaScript refuse this key, since it would change an object's prototype.
    if (key == "__proto__") malformed("A map has the key '__proto__'.");
    if (is_known(top, key)) malformed("A map has the key '" + shown(key) + "' twice.");
    top.map.emplace_back(std::move(key), Value());
    return true;
  }

  static bool is_known(Frame& frame, const std::string& key) {
    constexpr size_t kSmall = 16;
    if (frame.map.size() < kSmall) {
      return std::any_of(frame.map.begin(), frame.map.end(), [&](const auto& entry) { return entry.first == key; });
    }
    if (!frame.keys) {
      frame.keys = std::make_unique<std::unordered_set<std::string>>();
      for (const auto& entry : frame.map) frame.keys->insert(entry.first);
    }
    return !frame.keys->insert(key).second;
  }

  bool open(bool is_map, uint32_t count) {
    if (stack.size() >= limits::kDepth) {
      throw Error("limit", "", "Lists and maps are nested more than " + std::to_string(limits::kDepth) + " deep.",
                  "No file that Keepfit writes is that deep; nothing was loaded.");
    }
    if (count > limits::kEntries)
      throw Error("limit", "", "A list or map claims " + counted(count, "entry", "entries") + ".",
                  "Nothing was loaded.");
    if (count > available)
      throw Error("truncated", "", "A list or map claims more entries than there are bytes left.",
                  "Nothing was loaded.");
    Frame& frame = stack.emplace_back();
    frame.is_map = is_map;
    // More would be room for entries that a damaged file only claims.
    const size_t room = std::min<size_t>(count, 32);
    if (is_map) frame.map.reserve(room);
    else frame.list.reserve(room);
    return true;
  }
  bool close() {
    Frame& frame = stack.back();
    Value value = frame.is_map ? Value(std::move(frame.map)) : Value(std::move(frame.list));
    stack.pop_back();
    return put(std::move(value));
  }

  bool visit_nil() { return put({}); }
  bool visit_boolean(bool v) { return put(v); }
  bool visit_positive_integer(uint64_t v) {
    if (v > static_cast<uint64_t>(INT64_MAX)) malformed("An integer is larger than 2^63 - 1.");
    return put(static_cast<int64_t>(v));
  }
  bool visit_negative_integer(int64_t v) { return put(v); }
  bool visit_float32(float) { malformed("A number is a 32-bit float; numbers are 64-bit floats."); }
  bool visit_float64(double v) { return put(v); }
  bool visit_str(const char* v, uint32_t size) {
    if (!is_utf8({v, size})) malformed("A text is not valid UTF-8.");
    std::string text(v, size);
    const bool key = !stack.empty() && stack.back().is_map && stack.back().expects_key;
    return key ? put_key(std::move(text)) : put(std::move(text));
  }
  bool visit_bin(const char* v, uint32_t size) {
    return put(Bytes{reinterpret_cast<const uint8_t*>(v), size, nullptr});
  }
  // msgpack-c hands over the type byte and the body as one piece.
  bool visit_ext(const char* v, uint32_t size) {
    return put(read_array(static_cast<int8_t>(v[0]), reinterpret_cast<const uint8_t*>(v) + 1, size - 1));
  }
  bool start_array(uint32_t count) { return open(false, count); }
  bool end_array() { return close(); }
  bool start_map(uint32_t count) { return open(true, count); }
  bool start_map_key() {
    stack.back().expects_key = true;
    return true;
  }
  bool end_map_key() {
    stack.back().expects_key = false;
    return true;
  }
  bool end_map() { return close(); }
  void parse_error(size_t, size_t at) {
    malformed("There is no valid MessagePack value at byte " + std::to_string(at) + ".");
  }
  void insufficient_bytes(size_t, size_t) {
    throw Error("truncated", "", "The bytes end in the middle of a value.", "Nothing was loaded.");
  }
};

}  // namespace

void encode(const Value& value, std::vector<uint8_t>& out) {
  Sink sink{out};
  msgpack::packer<Sink> packer(sink);
  Writer{packer, out}(value);
}

std::vector<uint8_t> encode(const Value& value) {
  std::vector<uint8_t> out;
  out.reserve(encoded_size(value));
  encode(value, out);
  return out;
}

namespace {
size_t length_prefix(size_t n, size_t fix, size_t one_byte) {
  return n <= fix ? 1 : one_byte && n <= 0xFF ? 2 : n <= 0xFFFF ? 3 : 5;
}
}  // namespace

size_t encoded_size(const Value& value) {
  if (const auto* a = value.get_if<Array>()) {
    const size_t n = array_header(*a) + a->bytes();
    const bool fixed = n == 1 || n == 2 || n == 4 || n == 8 || n == 16;
    return n + (fixed ? 2 : n <= 0xFF ? 3 : n <= 0xFFFF ? 4 : 6);
  }
  if (const auto* raw = value.get_if<Bytes>()) return raw->size + (raw->size <= 0xFF ? 2 : raw->size <= 0xFFFF ? 3 : 5);
  if (const auto* l = value.get_if<Value::List>()) {
    size_t n = length_prefix(l->size(), 15, 0);
    for (const Value& item : *l) n += encoded_size(item);
    return n;
  }
  if (const auto* m = value.get_if<Value::Map>()) {
    size_t n = length_prefix(m->size(), 15, 0);
    for (const auto& [key, item] : *m) n += length_prefix(key.size(), 31, 1) + key.size() + encoded_size(item);
    return n;
  }
  if (const auto* s = value.get_if<std::string>()) return s->size() + length_prefix(s->size(), 31, 1);
  if (value.get_if<double>()) return 9;
  if (const auto* i = value.get_if<int64_t>()) {
    const int64_t n = *i;
    if (n >= -32 && n < 128) return 1;
    if (n >= INT8_MIN && n <= UINT8_MAX) return 2;
    if (n >= INT16_MIN && n <= UINT16_MAX) return 3;
    return n >= INT32_MIN && n <= UINT32_MAX ? 5 : 9;
  }
  return 1;
}

Value decode_at(const uint8_t* data, size_t size, size_t& offset) {
  if (size > limits::kBytes)
    throw Error("limit", "", "The input has more than " + counted(limits::kBytes, "byte") + ".", "Nothing was loaded.");
  if (offset >= size) throw Error("truncated", "", "The bytes end where a value should begin.", "Nothing was loaded.");
  Builder builder(size - offset);
  msgpack::parse(reinterpret_cast<const char*>(data), size, offset, builder);
  return std::move(builder.result);
}

Value decode(const uint8_t* data, size_t size) {
  size_t offset = 0;
  Value value = decode_at(data, size, offset);
  if (offset != size) malformed("There " + are_counted(size - offset, "byte") + " behind the value.");
  return value;
}

}  // namespace keepfit
