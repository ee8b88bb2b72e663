#include "mutate.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "arrays.h"
#include "core/errors.h"
#include "core/registry.h"
#include "persistence/codec.h"
#include "persistence/file.h"
#include "tokens.h"

namespace keepfit::fuzz {

namespace {

size_t below(size_t n, Random& random) { return n ? random() % n : 0; }

struct Place {
  Value* value;
  Value* parent;  // null at the root
  size_t index;
};

void collect(Value& value, Value* parent, size_t index, std::vector<Place>& out) {
  out.push_back({&value, parent, index});
  if (auto* items = value.get_if<Value::List>()) {
    for (size_t i = 0; i < items->size(); ++i) collect((*items)[i], &value, i, out);
  } else if (auto* entries = value.get_if<Value::Map>()) {
    for (size_t i = 0; i < entries->size(); ++i) collect((*entries)[i].second, &value, i, out);
  }
}

const std::vector<std::string>& words() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> list{"",
                                  "drop",
                                  "passthrough",
                                  "remainder",
                                  "a",
                                  "b",
                                  "t",
                                  "x0",
                                  "x1",
                                  "__",
                                  "a__b",
                                  "class",
                                  "params",
                                  "fitted",
                                  "os.system",
                                  "number",
                                  "text",
                                  "name",
                                  "kind",
                                  "missing",
                                  "min",
                                  "max",
                                  "median",
                                  "categories",
                                  "most_frequent",
                                  "n_features_in_",
                                  "feature_names_in_",
                                  "transform",
                                  "predict",
                                  "predict_proba",
                                  "\xc3\xa9",
                                  "\xf0\x9f\x8e\xb2",
                                  "\xe2\x80\xae",
                                  "<script>",
                                  std::string("\0", 1),
                                  std::string(300, 'x')};
    for (const Declaration* d : registry::all()) {
      list.emplace_back(d->name);
      for (const Param& p : d->params) {
        list.emplace_back(p.name);
        for (const Constraint& c : p.allowed) list.insert(list.end(), c.options.begin(), c.options.end());
      }
      for (const Field& f : d->fitted) list.emplace_back(f.name);
    }
    return list;
  }();
  return all;
}

double some_double(double old, Random& random) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  static constexpr double kValues[] = {
      0.0,  -0.0,  1.0,  -1.0,   0.5,          2.0,    -2.0, 3.0, 1e-300, 5e-324, 1e300, -1e300, 1.7976931348623157e308,
      kInf, -kInf, kNaN, 3.5e38, 2147483648.0, 9.3e18, 1e19};
  switch (below(6, random)) {
    case 0: return std::nextafter(old, kInf);
    case 1: return -old;
    case 2: return old * 2;
    case 3: {
      uint64_t bits = (static_cast<uint64_t>(random()) << 33) ^ (static_cast<uint64_t>(random()) << 11) ^ random();
      double value;
      std::memcpy(&value, &bits, sizeof value);
      return value;
    }
    default: return kValues[below(std::size(kValues), random)];
  }
}

int64_t some_integer(int64_t old, Random& random) {
  static constexpr int64_t kValues[] = {0,         1,         -1,        2,         3,        -2,    -3,
                                        127,       128,       255,       256,       65535,    65536, INT32_MAX,
                                        INT32_MIN, INT64_MAX, INT64_MIN, 1LL << 32, 1LL << 53};
  switch (below(5, random)) {
    case 0: return static_cast<int64_t>(static_cast<uint64_t>(old) + 1);
    case 1: return static_cast<int64_t>(static_cast<uint64_t>(old) - 1);
    case 2: return static_cast<int64_t>(0 - static_cast<uint64_t>(old));
    default: return kValues[below(std::size(kValues), random)];
  }
}

std::string some_text(std::string old, Random& random) {
  switch (below(4, random)) {
    case 0:
      if (!old.empty()) {
        char& c = old[below(old.size(), random)];
        if (static_cast<unsigned char>(c) < 0x80) c = static_cast<char>(' ' + below(95, random));
      }
      return old;
    case 1: return old + old;
    default: return words()[below(words().size(), random)];
  }
}

void mutate_array(Array& a, Random& random) {
  const size_t n = a.size(), width = item_size(a.dtype);
  switch (below(10, random)) {
    case 0: return resize_axis(a, below(a.shape.size(), random), static_cast<uint32_t>(below(6, random)));
    case 1: {
      const size_t axis = below(a.shape.size(), random);
      return resize_axis(a, axis, a.shape[axis] + (below(2, random) ? 1u : a.shape[axis] ? -1u : 0u));
    }
    case 2: {  // another type, the same shape
      const auto dtype = static_cast<DType>(1 + below(5, random));
      std::vector<uint8_t> bytes(n * item_size(dtype), 0);
      if (!bytes.empty()) std::memcpy(bytes.data(), a.data, std::min(bytes.size(), a.bytes()));
      a = owned(dtype, a.shape, std::move(bytes));
      return;
    }
    case 3: {
      std::vector<uint32_t> shape = a.shape;
      if (below(2, random) && shape.size() < 4)
        shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(below(shape.size() + 1, random)), 1);
      else if (n == 0 && below(2, random))
        shape[below(shape.size(), random)] = static_cast<uint32_t>(some_integer(0, random));
      else std::reverse(shape.begin(), shape.end());
      Array out = owned(a.dtype, a.shape, bytes_of(a));
      size_t product = 1;
      for (uint32_t extent : shape) product *= extent;
      if (product == n) out.shape = std::move(shape);
      a = std::move(out);
      return;
    }
    default: break;
  }
  if (n == 0) return;
  std::vector<uint8_t> bytes = bytes_of(a);
  const size_t changes = 1 + below(3, random);
  for (size_t i = 0; i < changes; ++i) {
    uint8_t* at = bytes.data() + below(n, random) * width;
    if (below(4, random) == 0) {  // an element from elsewhere in the array
      std::memcpy(at, bytes.data() + below(n, random) * width, width);
      continue;
    }
    const auto change = [&]<class T>(T value) {
      std::memcpy(&value, at, sizeof value);
      if constexpr (std::is_same_v<T, double>) value = some_double(value, random);
      else if constexpr (std::is_same_v<T, float>)
        value = static_cast<float>(std::clamp(some_double(value, random), -3e38, 3e38));
      else
        value = static_cast<T>(below(2, random) ? some_integer(static_cast<int64_t>(value), random)
                                                : static_cast<int64_t>(below(n + 2, random)));
      std::memcpy(at, &value, sizeof value);
    };
    switch (a.dtype) {
      case DType::kFloat64: change(double{}); break;
      case DType::kFloat32: change(float{}); break;
      case DType::kInt32: change(int32_t{}); break;
      case DType::kUint8: change(uint8_t{}); break;
      case DType::kInt64: change(int64_t{}); break;
    }
  }
  a = owned(a.dtype, a.shape, std::move(bytes));
}

Value some_value(Random& random) {
  switch (below(10, random)) {
    case 0: return {};
    case 1: return below(2, random) == 1;
    case 2: return some_integer(1, random);
    case 3: return some_double(1, random);
    case 4: return words()[below(words().size(), random)];
    case 5: return Value::List{};
    case 6: return Value::Map{};
    case 7: return Array::own(std::vector<double>(below(5, random), 1.0));
    case 8: return Array::own(std::vector<int32_t>(below(5, random), 0));
    default: return Bytes::own(std::vector<uint8_t>(below(20, random), 7));
  }
}

/// The same extent everywhere by another one: attributes then still agree with each other.
void change_extent(std::vector<Place>& places, Random& random) {
  std::vector<uint32_t> extents;
  for (const Place& p : places) {
    if (const auto* a = p.value->get_if<Array>()) extents.insert(extents.end(), a->shape.begin(), a->shape.end());
  }
  if (extents.empty()) return;
  const uint32_t old = extents[below(extents.size(), random)];
  const uint32_t now = below(3, random) == 0 ? 0 : below(2, random) ? old + 1 : old ? old - 1 : 1;
  if (now > 4096) return;
  for (const Place& p : places) {
    if (auto* a = p.value->get_if<Array>()) {
      for (size_t axis = 0; axis < a->shape.size(); ++axis) {
        if (a->shape[axis] == old) resize_axis(*a, axis, now);
      }
    } else if (auto* i = p.value->get_if<int64_t>(); i && *i == old) {
      *i = now;
    }
  }
  // Lists last: this invalidates the places below them.
  for (auto p = places.rbegin(); p != places.rend(); ++p) {
    auto* items = p->value->get_if<Value::List>();
    if (!items || items->size() != old || old == 0 || below(4, random) == 0) continue;
    const Value last = items->back();
    items->resize(now, last);
  }
}

void mutate_once(Value& tree, Random& random) {
  std::vector<Place> places;
  collect(tree, nullptr, 0, places);
  if (below(12, random) == 0) return change_extent(places, random);
  // Small leaves are many; now and then an array is chosen on purpose.
  Place place = places[below(places.size(), random)];
  if (below(2, random)) {
    std::vector<Place> arrays;
    for (const Place& p : places) {
      if (p.value->get_if<Array>()) arrays.push_back(p);
    }
    if (!arrays.empty()) place = arrays[below(arrays.size(), random)];
  }
  Value& value = *place.value;
  const size_t how = below(20, random);
  if (how == 0) {
    value = some_value(random);
    return;
  }
  if (how == 1) {
    Value copy = *places[below(places.size(), random)].value;
    value = std::move(copy);
    return;
  }
  if (how <= 4 && place.parent) {  // among its neighbours
    const auto among = [&](auto& items) {
      const auto at = items.begin() + static_cast<std::ptrdiff_t>(place.index);
      if (how == 2) items.erase(at);
      else if (how == 3) items.insert(at, typename std::decay_t<decltype(items)>::value_type(*at));
      else std::swap(*at, items[below(items.size(), random)]);
    };
    if (auto* items = place.parent->get_if<Value::List>()) among(*items);
    else among(*place.parent->get_if<Value::Map>());
    return;
  }
  if (how == 5 && place.parent) {
    if (auto* entries = place.parent->get_if<Value::Map>()) {
      std::string& key = (*entries)[place.index].first;
      key = some_text(key, random);
      return;
    }
  }
  if (how == 6) {  // two values change places
    Value& other = *places[below(places.size(), random)].value;
    Value copy = other;
    Value mine = value;
    value = std::move(copy);
    // The other may have stood inside the one that was just replaced.
    std::vector<Place> now;
    collect(tree, nullptr, 0, now);
    if (std::any_of(now.begin(), now.end(), [&](const Place& p) { return p.value == &other; }) &&
        now.size() < 4 * places.size())
      other = std::move(mine);
    return;
  }
  if (auto* b = value.get_if<bool>()) *b = !*b;
  else if (auto* i = value.get_if<int64_t>()) *i = some_integer(*i, random);
  else if (auto* d = value.get_if<double>()) *d = some_double(*d, random);
  else if (auto* s = value.get_if<std::string>()) *s = some_text(*s, random);
  else if (auto* a = value.get_if<Array>()) mutate_array(*a, random);
  else if (auto* items = value.get_if<Value::List>()) {
    if (items->empty() || below(3, random) == 0) items->push_back(some_value(random));
    else items->resize(below(items->size(), random));
  } else if (auto* entries = value.get_if<Value::Map>()) {
    if (!entries->empty()) entries->resize(below(entries->size() + 1, random));
  } else value = some_value(random);
}

}  // namespace

void mutate(Value& tree, Random& random) {
  const size_t changes = 1 + below(2, random) * below(4, random);
  for (size_t i = 0; i < changes; ++i) mutate_once(tree, random);
}

void cross(Value& tree, const Value& other, Random& random) {
  Value donor = other;
  std::vector<Place> here, there;
  collect(tree, nullptr, 0, here);
  collect(donor, nullptr, 0, there);
  Value taken = *there[below(there.size(), random)].value;
  *here[below(here.size(), random)].value = std::move(taken);
}

namespace {

std::vector<uint8_t> change_bytes(const uint8_t* bytes, size_t size, Random& random) {
  std::vector<uint8_t> out(bytes, bytes + size);
  const size_t changes = 1 + below(4, random);
  for (size_t i = 0; i < changes && !out.empty(); ++i) {
    // Between the magic and the digest, where there are any.
    const size_t first = out.size() > 40 ? 9 : 0, last = out.size() > 40 ? out.size() - 25 : out.size();
    const size_t at = first + below(last - first, random);
    switch (below(5, random)) {
      case 0: out[at] = static_cast<uint8_t>(random()); break;
      case 1: out[at] = static_cast<uint8_t>(out[at] ^ (1u << below(8, random))); break;
      case 2: out.erase(out.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 3:
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), static_cast<uint8_t>(0xc0 + below(64, random)));
        break;
      default: {
        const size_t length = std::min<size_t>(1 + below(32, random), last - at);
        const std::vector<uint8_t> piece(out.begin() + static_cast<std::ptrdiff_t>(at),
                                         out.begin() + static_cast<std::ptrdiff_t>(at + length));
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(first + below(last - first, random)), piece.begin(),
                   piece.end());
      }
    }
  }
  if (below(8, random)) seal(out.data(), out.size());
  return out;
}

}  // namespace

std::vector<uint8_t> mutate_file(const uint8_t* bytes, size_t size, size_t most, unsigned seed) {
  Random random(seed);
  std::vector<uint8_t> out;
  if (below(12, random) == 0) {
    out = change_bytes(bytes, size, random);
  } else {
    try {
      Parsed parsed = parse_file(bytes, size);
      const size_t part = below(10, random);
      if (part == 0) mutate(parsed.card, random);
      else if (part <= 2 && !parsed.proof.is_null()) mutate(parsed.proof, random);
      else mutate(parsed.pipeline, random);
      // The proof costs most of the time and refuses most changes; without it the rest is reached more often.
      if (below(6, random) == 0) parsed.proof = {};
      out = write_file(parsed.card, parsed.pipeline, parsed.proof).bytes;
    } catch (const Error&) {
      out = change_bytes(bytes, size, random);
    }
  }
  if (out.size() > most) out.clear();
  return out;
}

std::vector<uint8_t> cross_files(const uint8_t* a, size_t size_a, const uint8_t* b, size_t size_b, size_t most,
                                 unsigned seed) {
  Random random(seed);
  try {
    Parsed first = parse_file(a, size_a);
    const Parsed second = parse_file(b, size_b);
    cross(first.pipeline, second.pipeline, random);
    if (below(2, random)) first.proof = {};
    std::vector<uint8_t> out = write_file(first.card, first.pipeline, first.proof).bytes;
    if (out.size() > most) out.clear();
    return out;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace keepfit::fuzz
