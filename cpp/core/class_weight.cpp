#include "core/class_weight.h"

#include <string>

#include "core/classes_behind.h"
#include "core/numerics.h"
#include "core/text.h"
#include "core/warnings.h"

namespace keepfit {

std::vector<double> class_weights(const Classifier& classifier, const Value& class_weight,
                                  const std::vector<int32_t>& codes, const Vector* sample_weight) {
  const Labels& classes = classifier.classes_;
  const size_t k = classes.size();
  std::vector<double> weights(k, 1.0);
  if (class_weight.is("balanced")) {
    std::vector<double> counts(k, 0.0);
    for (size_t i = 0; i < codes.size(); ++i)
      counts[static_cast<size_t>(codes[i])] += sample_weight ? (*sample_weight)[static_cast<Index>(i)] : 1.0;
    const double total = numerics::sum_pairwise(counts.data(), static_cast<Index>(k));
    for (size_t c = 0; c < k; ++c) weights[c] = total / (static_cast<double>(k) * counts[c]);
  } else if (const auto* entries = class_weight.get_if<Value::Map>()) {
    size_t known = 0;
    const std::string* unknown = nullptr;
    for (const auto& [label, weight] : *entries) {
      size_t found = k;
      for (size_t c = 0; c < k; ++c) {
        const std::string shown = classes.name(c);
        // Map keys are strings; "1" stands for the class 1.
        if (shown == label || (!classes.is_text && shown == label + ".0")) found = c;
      }
      if (found == k) {
        unknown = &label;
        continue;
      }
      weights[found] = weight.number();
      ++known;
    }
    // Where every class has its weight, those of others are of no consequence: the rows of a split may lack a class.
    if (unknown && known < k) {
      const std::string who = classifier.declaration().name;
      std::vector<std::string> keys;
      for (size_t c = 0; c < k; ++c) keys.push_back(class_key(classes, c));
      throw Error("bad_parameter", who,
                  "class_weight of " + who + " names the class '" + shown(*unknown) + "', which y does not hold.",
                  "Use the labels of y as keys: " + some_of(keys) + ".");
    }
  }
  return weights;
}

std::vector<double> row_weights(const Classifier& classifier, const Value& class_weight,
                                const std::vector<int32_t>& codes, const Vector* sample_weight,
                                const Vector* balanced_by) {
  std::vector<double> weights;
  if (sample_weight) weights.assign(sample_weight->begin(), sample_weight->end());
  if (class_weight.is_null()) return weights;
  const std::vector<double> of_class = class_weights(classifier, class_weight, codes, balanced_by);
  weights.resize(codes.size(), 1.0);
  for (size_t i = 0; i < codes.size(); ++i) weights[i] *= of_class[static_cast<size_t>(codes[i])];
  return weights;
}

double total_weight(const Classifier& classifier, const Vector& weights) {
  const double total = numerics::sum_pairwise(weights);
  if (total > 0) return total;
  const std::string who = classifier.declaration().name;
  throw Error("bad_parameter", who, "class_weight of " + who + " gives every row the weight 0.",
              "Give at least one class of y a positive weight.");
}

}  // namespace keepfit
