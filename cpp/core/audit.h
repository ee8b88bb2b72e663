// What check_fitted of many estimators asks of fitted attributes. Each throws Error "audit_values".
#pragma once

#include <string>

#include "core/index.h"
#include "core/labels.h"

namespace keepfit::audit {

/// `where`: the attribute.
[[noreturn]] void refuse(const std::string& where, const std::string& message);

/// Every number is finite.
void finite(const char* field, const double* values, Index count);
inline void finite(const char* field, double value) { finite(field, &value, 1); }
template <class Numbers>
void finite(const char* field, const Numbers& numbers) {
  finite(field, numbers.data(), numbers.size());
}

/// Every number is finite and above 0.
void positive(const char* field, const double* values, Index count);
template <class Numbers>
void positive(const char* field, const Numbers& numbers) {
  positive(field, numbers.data(), numbers.size());
}

/// Finite numbers that are not negative, one of them above 0.
void shares(const char* field, const Vector& numbers);

/// classes_ holds at least `least` labels, none of them missing.
void classes(const Labels& labels, Index least);
/// n_classes_ counts them.
void class_count(int64_t n_classes, const Labels& labels);

}  // namespace keepfit::audit
