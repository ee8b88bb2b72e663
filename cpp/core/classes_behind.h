// Ensembles fit their members to indices of classes; sentences are about the classes all the same.
#pragma once

#include <string>

#include "core/labels.h"

namespace keepfit {

/// While one is alive, the numbers that labels on this thread hold are indices into these, and Labels::text names the
/// classes that they stand for.
class ClassesBehind {
 public:
  explicit ClassesBehind(const Labels& classes);
  ~ClassesBehind();
  ClassesBehind(const ClassesBehind&) = delete;
  ClassesBehind& operator=(const ClassesBehind&) = delete;

 private:
  friend struct Labels;
  /// The class as the caller knows it; empty for a number that is no index.
  std::string name_of(double index) const;

  const Labels& classes_;
  ClassesBehind* outer_;
};

/// A class as a parameter names it: its label; to a member of an ensemble, "0 for 'red'".
std::string class_key(const Labels& classes, size_t i);

}  // namespace keepfit
