#include "interchange/sklearn/numpy.h"

#include <cmath>
#include <cstring>

#include "core/bits.h"
#include "core/text.h"
#include "interchange/pickle/canonical.h"
#include "interchange/pickle/old_text.h"
#include "interchange/sklearn/state.h"

namespace keepfit::interchange {

using pickle::entry;
using pickle::Item;
using pickle::Kind;

namespace {

constexpr size_t kMostAxes = 4;

bool is_made_by(const Item& item, std::string_view name) {
  return item.kind == Kind::kObject && item.parts[0]->kind == Kind::kSymbol && item.parts[0]->name == name;
}

const Item* part(const Item& item, size_t i) { return i < item.parts.size() ? item.parts[i] : nullptr; }

/// Bytes that a text stands for, as protocols up to 2 write them.
std::string latin1(std::string_view text, const std::string& where) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<uint8_t>(text[i]);
    if (c < 0x80) {
      out += text[i];
    } else if ((c == 0xC2 || c == 0xC3) && i + 1 < text.size()) {
      out += static_cast<char>(((c & 3) << 6) | (static_cast<uint8_t>(text[++i]) & 0x3F));
    } else {
      refuse_source(where, "The bytes of an array are no text in Latin-1, as which they are written.");
    }
  }
  return out;
}

}  // namespace

void NumpyArray::refuse(const std::string& what) const { refuse_source(where_, what); }

void NumpyArray::read_dtype(const Item* dtype) {
  const int64_t size = pickle::item_bytes(dtype);
  if (size < 0) refuse("An array is of a type that is none of numpy's.");
  std::string_view code = dtype->parts[1]->parts[0]->text;
  if (std::string_view("<>|=").find(code.front()) != std::string_view::npos) code.remove_prefix(1);
  kind_ = code.front();
  item_ = stride_ = static_cast<size_t>(size);
  const Item* state = part(*dtype, 2);
  if (!state) return;
  if (const Item* order = part(*state, 1); order && order->kind == Kind::kText) big_endian_ = order->text == ">";
  if (const Item* fields = part(*state, 4); fields && fields->kind == Kind::kDict) fields_ = fields;
}

void NumpyArray::read_shape(const Item* shape) {
  if (!shape || shape->kind != Kind::kTuple || shape->parts.size() > kMostAxes)
    refuse("The shape of an array is none.");
  for (const Item* extent : shape->parts) {
    if (extent->kind != Kind::kInt || extent->integer < 0 || extent->integer > UINT32_MAX ||
        __builtin_mul_overflow(count_, static_cast<size_t>(extent->integer), &count_))
      refuse("The shape of an array is none.");
    shape_.push_back(static_cast<size_t>(extent->integer));
  }
}

void NumpyArray::take_bytes(const Item* bytes) {
  if (!bytes) refuse("An array has no bytes.");
  if (bytes->kind == Kind::kBytes) {
    bytes_ = bytes->text;
  } else if (is_made_by(*bytes, "encode") && !bytes->parts[1]->parts.empty()) {
    owned_ = std::make_shared<std::string>(latin1(bytes->parts[1]->parts[0]->text, where_));
    bytes_ = *owned_;
  } else if (!is_made_by(*bytes, "bytes")) {
    refuse("The bytes of an array are none.");
  }
  size_t wanted = 0;
  if (__builtin_mul_overflow(count_, item_, &wanted) || wanted != bytes_.size())
    refuse("An array has " + counted(static_cast<int64_t>(bytes_.size()), "byte") +
           ", which its shape and type do not make.");
}

void NumpyArray::take_objects(const Item* list) {
  if (!list || list->kind != Kind::kList || list->parts.size() != count_)
    refuse("An array of objects has not as many as its shape says.");
  objects_ = list->parts;
}

std::optional<NumpyArray> NumpyArray::of(const Item& item, const std::string& where) {
  if (item.kind != Kind::kObject || item.parts[0]->kind != Kind::kSymbol || item.parts[1]->kind != Kind::kTuple)
    return {};
  const Item& given = *item.parts[1];
  const Item* state = part(item, 2);
  const std::string_view module = item.parts[0]->text;
  NumpyArray out;
  out.where_ = where;
  if (is_made_by(item, "NumpyArrayWrapper")) {
    const Item* behind = part(item, 3);
    if (!state || !behind) out.refuse("An array of joblib's has no bytes.");
    // Of objects stands there as an array that pickle wrote.
    if (behind->kind != Kind::kBytes) return of(*behind, where);
    out.read_dtype(entry(*state, "dtype"));
    out.read_shape(entry(*state, "shape"));
    const Item* order = entry(*state, "order");
    out.fortran_ = order && order->text == "F";
    out.take_bytes(behind);
    return out;
  }
  if (module.substr(0, 5) != "numpy") return {};
  if (is_made_by(item, "_reconstruct")) {
    if (!state || state->parts.size() != 5) out.refuse("An array has no state.");
    out.read_shape(state->parts[1]);
    out.read_dtype(state->parts[2]);
    out.fortran_ = state->parts[3]->integer != 0;
    out.kind_ == 'O' ? out.take_objects(state->parts[4]) : out.take_bytes(state->parts[4]);
    return out;
  }
  if (is_made_by(item, "_frombuffer")) {
    if (given.parts.size() != 4) out.refuse("An array is not made of bytes, type, shape and order.");
    out.read_dtype(given.parts[1]);
    if (out.kind_ == 'O') out.refuse("An array of objects is made of bytes.");
    out.read_shape(given.parts[2]);
    out.fortran_ = given.parts[3]->text == "F";
    out.take_bytes(given.parts[0]);
    return out;
  }
  if (is_made_by(item, "scalar")) {
    if (given.parts.size() != 2) out.refuse("A number of numpy's is not made of type and bytes.");
    out.read_dtype(given.parts[0]);
    if (out.kind_ == 'O') return {};
    out.take_bytes(given.parts[1]);
    return out;
  }
  return {};
}

size_t NumpyArray::place(size_t i) const {
  if (!fortran_ || shape_.size() < 2) return i;
  size_t out = 0;
  for (size_t axis = shape_.size(), rest = i, step = count_; axis-- > 0;) {
    step /= shape_[axis];
    out += (rest % shape_[axis]) * step;
    rest /= shape_[axis];
  }
  return out;
}

uint64_t NumpyArray::bits(size_t i) const {
  uint8_t raw[8] = {};
  for (size_t k = 0; k < item_; ++k) raw[big_endian_ ? item_ - 1 - k : k] = at(i)[k];
  uint64_t out;
  std::memcpy(&out, raw, 8);
  return out;
}

int64_t NumpyArray::whole(size_t i) const {
  if (!holds_whole() || item_ > 8 || item_ == 0) refuse("An array holds no whole numbers.");
  const uint64_t raw = bits(i);
  if (kind_ == 'i' && item_ < 8) {
    const int shift = 64 - 8 * static_cast<int>(item_);
    return static_cast<int64_t>(raw << shift) >> shift;
  }
  if (kind_ == 'u' && raw > INT64_MAX) refuse("A whole number is beyond 2^63.");
  return static_cast<int64_t>(raw);
}

double NumpyArray::number(size_t i) const {
  if (kind_ == 'f' && item_ == 8) return bit_cast<double>(bits(i));
  if (kind_ == 'f' && item_ == 4) return static_cast<double>(bit_cast<float>(static_cast<uint32_t>(bits(i))));
  const int64_t whole = this->whole(i);
  if (whole > (int64_t{1} << 53) || whole < -(int64_t{1} << 53)) refuse("A whole number is beyond 2^53.");
  return static_cast<double>(whole);
}

std::string NumpyArray::text(size_t i) const {
  if (kind_ != 'U') refuse("An array holds no texts.");
  std::string out;
  size_t end = item_ / 4;
  const auto letter = [&](size_t k) {
    uint32_t c = 0;
    for (size_t b = 0; b < 4; ++b) c |= static_cast<uint32_t>(at(i)[4 * k + b]) << 8 * (big_endian_ ? 3 - b : b);
    return c;
  };
  while (end > 0 && letter(end - 1) == 0) --end;
  for (size_t k = 0; k < end; ++k) {
    const uint32_t c = letter(k);
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) refuse("A text has a letter that is none.");
    pickle::put_utf8(out, c);
  }
  return out;
}

std::optional<NumpyArray> NumpyArray::field(std::string_view name) const {
  const Item* field = fields_ ? entry(*fields_, name) : nullptr;
  if (!field || field->parts.size() < 2 || field->parts[1]->kind != Kind::kInt) return {};
  NumpyArray out = *this;
  out.fields_ = nullptr;
  out.read_dtype(field->parts[0]);
  out.stride_ = stride_;
  out.offset_ = static_cast<size_t>(field->parts[1]->integer);
  if (field->parts[1]->integer < 0 || out.offset_ > stride_ || out.item_ > stride_ - out.offset_)
    refuse("A field of a record lies outside of it.");
  if (out.owned_) out.bytes_ = *out.owned_;
  return out;
}

}  // namespace keepfit::interchange
