#include "core/audit.h"

#include <cmath>

#include "core/errors.h"
#include "core/text.h"

namespace keepfit::audit {

void refuse(const std::string& where, const std::string& message) {
  throw Error("audit_values", where, message,
              "The file was not written by Keepfit or has been changed; nothing was loaded.");
}

void finite(const char* field, const double* values, Index count) {
  for (Index i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) refuse(field, std::string(field) + " holds a number that is not finite.");
  }
}

void positive(const char* field, const double* values, Index count) {
  finite(field, values, count);
  for (Index i = 0; i < count; ++i) {
    if (!(values[i] > 0)) refuse(field, std::string(field) + " holds a number that is not positive.");
  }
}

void shares(const char* field, const Vector& numbers) {
  finite(field, numbers);
  if (!(numbers.array() >= 0).all() || !(numbers.maxCoeff() > 0))
    refuse(field, std::string(field) + " must hold numbers that are not negative, one of them above 0.");
}

void classes(const Labels& labels, Index least) {
  if (static_cast<Index>(labels.size()) < least || labels.none_last)
    refuse("classes_", "classes_ must hold the labels of " + counted(least, "class", "classes") + " or more.");
}

void class_count(int64_t n_classes, const Labels& labels) {
  const auto count = static_cast<int64_t>(labels.size());
  if (n_classes != count)
    refuse("n_classes_",
           "n_classes_ is " + std::to_string(n_classes) + ", but classes_ has " + counted(count, "label") + ".");
}

}  // namespace keepfit::audit
