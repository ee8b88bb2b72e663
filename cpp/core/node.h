// Estimators as plain values and back: {class, params, fitted}. The same walk over declared fields serves recipes,
// files, the inspector and clone. Nothing here knows an estimator by name.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/estimator.h"

namespace keepfit {

/// {class, params}: what fit needs. Every parameter is written, defaults too. Nested estimators likewise.
Value to_recipe(const Estimator& estimator);

/// {class, params, fitted}; `fitted` is None for an unfitted estimator. Arrays are views: they live as long as the
/// estimator.
Value to_node(const Estimator& estimator);

/// An unfitted estimator. Parameters left out take their defaults. Throws Error "bad_recipe", "unknown_estimator",
/// "bad_parameter", ...; `where` is the path of step names.
std::shared_ptr<Estimator> from_recipe(const Value& recipe);

/// Checks a node against the declarations: known class, exactly the declared parameters and attributes in declared
/// order, types, dtypes, and shapes that agree with one another. Builds no estimator that outlives the call. Throws
/// Error "audit_...". No step may have more than `most_columns` input columns: nothing else in a node need be as large
/// as that number says.
void audit_node(const Value& node, size_t most_columns = INT32_MAX);

/// The estimator that a node describes; audits what it reads, so that nothing unaudited is used. Throws Error
/// "audit_...".
std::shared_ptr<Estimator> from_node(const Value& node, size_t most_columns = INT32_MAX);

/// Sets a parameter by its path: "alpha", "model__C", "prepare__num__scale__with_mean". A path that ends in the name of
/// a step replaces the step, by an estimator, a recipe {class, params} or 'passthrough'. Throws Error
/// "unknown_parameter", "bad_parameter".
void set_by_path(Estimator& estimator, std::string_view path, const Value& value);

/// The fitted attribute of this name, or None where the estimator has none.
Value fitted_attribute(const Estimator& estimator, std::string_view name);

/// Calls `visit(path, estimator)` for the estimator and all nested ones, those held as parameters and those held as
/// fitted attributes. The path is made of step names joined with "__"; an attribute is named best_estimator_ or, one of
/// several, estimators_.0.
void walk(const Estimator& estimator, const std::function<void(const std::string& path, const Estimator&)>& visit,
          const std::string& path = "");

/// The value of one fitted attribute.
Value field_value(const Field& field, const Declared& owner);

}  // namespace keepfit
