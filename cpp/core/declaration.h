// What an estimator says of itself, once. Everything else (files, validation, schema, inspector, types) walks this.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/constraint.h"
#include "core/index.h"
#include "core/labels.h"
#include "core/traits.h"
#include "core/value.h"

/// Before (in a lambda behind) the head of what makes declarations: it runs once, and is to be small where it is
/// fetched. GCC has no word for it, and needs none.
#ifdef __clang__
#define KEEPFIT_SMALL __attribute__((minsize))
#else
#define KEEPFIT_SMALL
#endif

namespace keepfit {

class Estimator;
struct Record;

/// Anything that has fields to be listed.
struct Declared {
  virtual ~Declared() = default;
};

/// Where a fitted attribute lives. The alternative decides how it is written to a file and shown.
using FieldRef = std::variant<double*, int64_t*, bool*, std::string*, Vector*, RowMatrix*, std::vector<int32_t>*,
                              std::vector<int64_t>*, std::vector<uint8_t>*, std::vector<float>*,
                              std::vector<std::string>*, Labels*, std::vector<Labels>*, Value*, Record*,
                              std::shared_ptr<Estimator>*, std::vector<std::shared_ptr<Estimator>>*>;

/// How files are read that were written before a parameter or attribute was what it is declared now: no file is ever
/// lost. `older` and `step` are given the step as the file has it, {class, params, fitted}, before anything is audited:
/// they may only use what throws where a value is not as expected (Value::at, text, number, ...). What they make is
/// audited as if it stood in the file.
struct Past {
  const char* since;                            // the first engine version whose files have it as declared
  const char* formerly = nullptr;               // its name in files of older engines; null: they lack it
  Value meaning = {};                           // what that means
  Value (*older)(const Value& step) = nullptr;  // makes the meaning instead
};

/// The latest change first. What is declared holds a function that makes them, asked when a file is read: most have no
/// past.
using Pasts = std::vector<Past>;
Pasts operator+(Pasts later, Pasts earlier);

/// added("0.2.0", false): files of older engines mean False by not having it. The meaning is what those engines did,
/// never a guess, and stays when the default changes. Where a prediction must follow the age of the file, an attribute
/// that says how is added.
Pasts added(const char* since, Value meaning);
/// The same, the meaning being a function of the rest of the step.
Pasts derived(const char* since, Value (*older)(const Value& step));
/// renamed("0.3.0", "base_estimator"): it had this name in files of older engines, and the same value unless `older`
/// makes another.
Pasts renamed(const char* since, const char* formerly, Value (*older)(const Value& step) = nullptr);

/// A parameter or attribute that files of older engines have and that is declared no more ("tree_.impurity": a field of
/// a record). Whatever was added in its place has read it; it is left out.
struct Removed {
  const char* name;
  const char* until;  // the first engine version whose files lack it
};

/// A class in files of older engines whose steps, or some of them, are read as this one: an estimator with such has a
/// static member function `formerly` that gives them.
struct Former {
  const char* name;
  const char* until;  // the first engine version that does not write it so
  Value (*step)(const Value& step) =
      nullptr;  // the step as one of this class, or None where another is meant; null: the same under the new name
};

/// A fitted attribute: name, shape and one line of documentation. A dimension is a name ("n_features_in_", "n_classes")
/// or a number ("1"); equal names must have equal extents within one estimator, which the audit of a file relies on.
struct Field {
  const char* name;
  Listed<const char*> shape;
  const char* doc;
  FieldRef (*at)(Declared&);
  Pasts (*past)() = nullptr;
};

/// A struct inside an estimator with fields of its own (a tree).
struct Record : Declared {
  virtual const std::vector<Field>& fields() const = 0;
};

namespace detail {
template <class T>
struct MemberOf;
template <class C, class T>
struct MemberOf<T C::*> {
  using Class = C;
};
}  // namespace detail

/// field<&Ridge::coef_>("coef_", {"n_features_in_"}, "Weights, one per feature.")
template <auto Member>
Field field(const char* name, Listed<const char*> shape, const char* doc, Pasts (*past)() = nullptr) noexcept {
  using Class = typename detail::MemberOf<decltype(Member)>::Class;
  return {name, std::move(shape), doc, [](Declared& self) -> FieldRef { return &(static_cast<Class&>(self).*Member); },
          past};
}

/// A hyperparameter: scikit-learn's name and default, what it may be, one line of documentation.
struct Param {
  const char* name;
  Value fallback;
  Listed<Constraint> allowed;
  const char* doc;
  Pasts (*past)() = nullptr;

  /// Whether the value is allowed. A whole number becomes a float where only a float is asked for, since JavaScript and
  /// JSON cannot write 1.0; where both are allowed they mean different things (a count and a share).
  bool take(Value& value) const;
  /// {name, default, doc, constraint, text}
  Value::Map schema() const;
};

enum class Kind { kTransformer, kClassifier, kRegressor, kComposite };
inline constexpr int kKinds = 4;
const char* kind_name(Kind kind);

/// How close results come to scikit-learn's on the same data, parameters and seed. tests/golden holds every estimator
/// to it.
enum class Exactness {
  kUndeclared,
  kExact,      // equal to the bit
  kTight,      // the same structure (splits, labels, neighbours); floats to a relative 1e-10
  kConverged,  // the same optimum, to 1e-6 where both iterate to a tight tolerance
  kParts,      // as its parts
};
inline constexpr int kExactnesses = 5;
const char* exactness_name(Exactness exactness);

/// Where an estimator is less close than it says: some outputs or fitted attributes (none named: all), when a parameter
/// has one of some values (none named: always).
struct Looser {
  Exactness exactness;
  Listed<const char*> outputs;
  const char* param = nullptr;
  Listed<Value> values = {};
};

/// An exactness class, a line that says why, and the exceptions.
struct Closeness {
  Exactness exactness = Exactness::kUndeclared;
  const char* note = "";
  Listed<Looser> except = {};
  /// The class where scikit-learn holds the table column by column, which changes the order of its sums: a DataFrame,
  /// columns picked from an array. kUndeclared: the same.
  Exactness by_columns = Exactness::kUndeclared;
};

/// A trait that has another value when a parameter is one of some options.
struct When {
  bool Traits::* trait;
  bool value;
  const char* param;
  Listed<const char*> options;
};

/// What goes with a parameter that is one of some values, such as the solver that a penalty needs: worth a check, a
/// case, an offer in a form.
struct Example {
  struct With {
    const char* param;
    Value value;
  };
  const char* param;
  Listed<Value> values;
  Listed<With> with = {};
  bool needed = false;  // nothing can be fitted without such a value
};

/// An estimator as recipes have it.
Value example_recipe(const char* name, Listed<Example::With> params = {});
/// A step [name, estimator], or the like with columns behind it.
Value example_step(const char* name, Value estimator);

struct Declaration {
  const char* name;
  const char* module;
  const char* doc;
  Kind kind;
  Closeness exactness = {};
  Traits traits;
  Listed<When> traits_when = {};
  Listed<Param> params;
  /// Those that people change first, in the order of a form: one to five where there are more than four.
  const char* first = "";  // with blanks between
  Listed<Field> fitted;
  std::vector<Removed> (*removed)() = nullptr;
  /// A function named examples: on the web it stands in the part that fits (toolchain/split.mjs).
  Listed<Example> (*examples)() = nullptr;
  /// Parameters that scikit-learn's estimator has and this one refuses.
  Listed<const char*> unsupported;
  /// Methods that scikit-learn's estimator has and this one has not, besides those that none here has
  /// (registry::unsupported_methods).
  Listed<const char*> unsupported_methods = {};
  std::unique_ptr<Estimator> (*create)();

  const Param* find_param(std::string_view name) const;
};

template <class E>
std::unique_ptr<Estimator> create() {
  return std::make_unique<E>();
}

}  // namespace keepfit
