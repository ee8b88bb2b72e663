// ModelVerification: rows of the proof of a file, and what the model made of them.
#pragma once

#include <string>
#include <vector>

#include "core/value.h"

namespace keepfit::interchange::pmml {

/// A field that a row is compared in: the column of a proof's output that it stands for.
struct Checked {
  std::string field;
  std::string method;  // "predict", "predict_proba", "transform"
  size_t column = 0;
  bool is_label = false;
};

struct Verification {
  std::string xml;  // empty where there is no row
  int64_t rows = 0;
};

/// Rows that XML or readers cannot hold are left out.
Verification verification(const Value& proof, const std::vector<std::string>& inputs,
                          const std::vector<Checked>& checked);

}  // namespace keepfit::interchange::pmml
