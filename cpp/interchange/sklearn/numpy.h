// Arrays and numbers of numpy's, as pickles and joblib write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "interchange/pickle/items.h"

namespace keepfit::interchange {

/// An array of numbers, texts, objects or records; a scalar has no axes. Elements are counted in C order.
class NumpyArray {
 public:
  /// Nothing where the item is no array and no scalar of numpy's. Throws Error "bad_source" where it is one whose parts
  /// do not go together.
  static std::optional<NumpyArray> of(const pickle::Item& item, const std::string& where);

  /// 'f' float, 'i' 'u' whole numbers, 'b' bool, 'U' text, 'O' objects, 'V' records; else what numpy calls it.
  char kind() const { return kind_; }
  const std::vector<size_t>& shape() const { return shape_; }
  size_t size() const { return count_; }
  bool holds_numbers() const { return kind_ == 'f' || holds_whole(); }
  bool is_single() const { return kind_ == 'f' && item_ < 8; }
  bool holds_whole() const { return kind_ == 'i' || kind_ == 'u' || kind_ == 'b'; }

  /// Throw Error "bad_source" where the elements are of another kind, and for whole numbers that a double cannot hold.
  double number(size_t i) const;
  int64_t whole(size_t i) const;
  std::string text(size_t i) const;
  const pickle::Item& object(size_t i) const { return *objects_[place(i)]; }

  /// Of records: one field as an array of its own. Nothing where there is no such field.
  std::optional<NumpyArray> field(std::string_view name) const;

 private:
  void read_dtype(const pickle::Item* dtype);
  void read_shape(const pickle::Item* shape);
  void take_bytes(const pickle::Item* bytes);
  void take_objects(const pickle::Item* list);
  size_t place(size_t i) const;  // where element i stands
  const uint8_t* at(size_t i) const {
    return reinterpret_cast<const uint8_t*>(bytes_.data()) + place(i) * stride_ + offset_;
  }
  uint64_t bits(size_t i) const;
  [[noreturn]] void refuse(const std::string& what) const;

  std::string where_;
  char kind_ = 'O';
  bool big_endian_ = false, fortran_ = false;
  size_t item_ = 0, stride_ = 0, offset_ = 0, count_ = 1;
  std::vector<size_t> shape_;
  std::string_view bytes_;
  std::shared_ptr<const std::string> owned_;
  std::vector<pickle::Item*> objects_;
  const pickle::Item* fields_ = nullptr;
};

}  // namespace keepfit::interchange
