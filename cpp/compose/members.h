// What ensembles of named estimators share: voting and stacking.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/estimator.h"

namespace keepfit::ensemble {

using Estimators = std::vector<std::shared_ptr<Estimator>>;

/// One of the parameter `estimators`, unfitted.
struct Member {
  std::string name;
  Estimator* estimator;
  size_t position;  // in the parameter, counting those that are dropped
};

/// What the parameter may be: [[name, estimator | 'drop'], ...]; of the kinds named, with blanks between.
Constraint members(const char* takes);
/// "classifier" or "regressor".
const char* kind_of_members(bool classifier);

/// Of which some vote or are stacked; one is left out.
Example example_of_members(bool classifier);

/// Those that are not 'drop'.
std::vector<Member> members_of(const Estimator& ensemble);

/// Names are distinct, something is left, and each member is of the ensemble's kind (or, with `any_kind`, predicts).
/// Throws Error "bad_parameter".
void check_members(const Estimator& ensemble, bool any_kind = false);

/// The same, without their names.
std::vector<const Estimator*> prototypes_of(const Estimator& ensemble);

/// A clone of each member fitted to all rows, as the steps estimators_.0, estimators_.1, ...
Estimators fit_members(const Estimator& ensemble, const Table& X, const Column& y, const Context& context);

/// The same as what used_by takes.
std::vector<const Estimator*> fitted_members(const Estimators& estimators);

/// "estimators_.3"
std::string member_step(size_t i);

/// Class indices as the target that the members of a classifier are fitted to.
Column as_target(const std::vector<int32_t>& codes);
/// Labels that are class indices below n_classes, out of `who`. Throws Error "bad_prediction".
std::vector<int32_t> as_codes(const std::string& who, const Column& labels, size_t n_classes);
/// Whether these labels are 0, ..., n_classes - 1.
bool are_codes(const Labels* labels, size_t n_classes);

/// For check_fitted: one fitted estimator per member, of the member's class, taking `width` columns; classifiers know
/// exactly the classes 0, ..., n_classes - 1. Throws Error "audit_values", "audit_shape".
void audit_members(const Estimator& ensemble, const Estimators& fitted, size_t n_classes, int64_t width);
void audit_member(const Estimator* fitted, const std::string& where, size_t n_classes, int64_t width);

}  // namespace keepfit::ensemble
