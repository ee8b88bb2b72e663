// A small dynamic value: hyperparameters, messages on the border and the parsed form of a file are all made of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace keepfit {

class Estimator;
class Value;

/// Element types of arrays; the numbers are the MessagePack extension types of the file format.
enum class DType : int8_t { kFloat64 = 1, kFloat32 = 2, kInt32 = 3, kUint8 = 4, kInt64 = 5 };

size_t item_size(DType dtype);
const char* dtype_name(DType dtype);

/// An n-dimensional little-endian array in C order. `data` points into `owner` (which may be null: then whoever made
/// the view keeps the memory alive). It need not be aligned: read it with `get` or memcpy.
struct Array {
  DType dtype = DType::kFloat64;
  std::vector<uint32_t> shape;
  const uint8_t* data = nullptr;
  std::shared_ptr<const void> owner;

  size_t size() const;
  size_t bytes() const { return size() * item_size(dtype); }

  /// A view of memory that outlives the array.
  template <class T>
  static Array view(const T* values, std::vector<uint32_t> shape);
  /// An array that owns its elements.
  template <class T>
  static Array own(std::vector<T> values, std::vector<uint32_t> shape = {});
  /// All elements, in C order. Throws Error "wrong_type" when the dtype is another.
  template <class T>
  std::vector<T> to_vector() const;
};

/// Raw bytes, viewed or owned like an Array.
struct Bytes {
  const uint8_t* data = nullptr;
  size_t size = 0;
  std::shared_ptr<const void> owner;

  static Bytes own(std::vector<uint8_t> bytes);
};

class Value {
 public:
  using List = std::vector<Value>;
  using Entry = std::pair<std::string, Value>;
  /// Keys keep their order: it is part of the canonical file.
  using Map = std::vector<Entry>;

  Value() = default;
  // Calls, since what they do is long and stands in every declaration and message.
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(static_cast<int64_t>(value)) {}
  Value(int64_t value) : data_(value) {}
  Value(uint32_t value) : data_(static_cast<int64_t>(value)) {}
  Value(double value) : data_(value) {}
  Value(const char* value);
  Value(std::string value);
  Value(List value);
  Value(Map value);
  Value(Array value) : data_(std::move(value)) {}
  Value(Bytes value) : data_(std::move(value)) {}
  Value(std::shared_ptr<Estimator> value) : data_(std::move(value)) {}

  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&data_);
  }
  template <class T>
  T* get_if() {
    return std::get_if<T>(&data_);
  }

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_number() const { return get_if<int64_t>() || get_if<double>(); }
  bool is(std::string_view text) const {
    const auto* s = get_if<std::string>();
    return s && *s == text;
  }

  // Typed reading; each throws Error "wrong_type" naming `what` when the value is of another type.
  bool boolean(std::string_view what = "value") const;
  int64_t integer(std::string_view what = "value") const;
  /// An int or a float, as a double.
  double number(std::string_view what = "value") const;
  const std::string& text(std::string_view what = "value") const;
  const List& list(std::string_view what = "value") const;
  const Map& map(std::string_view what = "value") const;
  const Array& array(std::string_view what = "value") const;
  const Bytes& bytes(std::string_view what = "value") const;
  const std::shared_ptr<Estimator>& estimator(std::string_view what = "value") const;

  /// The entry of a map, or null when it is absent.
  const Value* find(std::string_view key) const;
  /// The entry of a map; throws Error "missing_key" when it is absent.
  const Value& at(std::string_view key) const;

  /// The same with arrays of one axis turned into lists, so that it refers to no foreign memory. Throws Error
  /// "wrong_type" for bytes and other arrays.
  Value detached() const;

  /// The same with every array and all bytes keeping `owner` alive, into whose memory they point.
  Value owned_by(const std::shared_ptr<const void>& owner) &&;

  /// "an int", "a list", ...: for messages.
  std::string type_name() const;
  /// The value as Python would print it, cut to about 60 characters: for messages.
  std::string repr() const;

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, List, Map, Array, Bytes, std::shared_ptr<Estimator>>
      data_;
};

/// A float as Python prints it (shortest text that reads back to the same double; "inf", "nan", always with a point or
/// an exponent).
std::string repr(double value);

}  // namespace keepfit
