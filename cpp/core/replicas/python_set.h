// Whole numbers in the order in which CPython goes through a set of them: which of equal gains is found first, and
// which columns are drawn, go by it where scikit-learn's histogram trees limit the columns that may interact
// (sklearn/ensemble/_hist_gradient_boosting/grower.py).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace keepfit::replicas {

class PythonSet {
 public:
  PythonSet() : slots_(8, kFree) {}

  void add(uint32_t value);
  void update(const PythonSet& other);
  bool has(uint32_t value) const;
  std::vector<uint32_t> values() const;

 private:
  static constexpr uint32_t kFree = UINT32_MAX;
  size_t mask() const { return slots_.size() - 1; }
  bool insert(uint32_t value);
  void resize(size_t least);

  std::vector<uint32_t> slots_;
  size_t used_ = 0;
};

}  // namespace keepfit::replicas
