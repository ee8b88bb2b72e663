// Taking's values: what attributes and parameters hold, each as a declaration wants it.
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/sklearn/special.h"
#include "interchange/sklearn/taking.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

/// Lists within lists of a parameter.
constexpr int kDeepestList = 16;

}  // namespace

Value Taking::float64(std::vector<double> numbers, std::vector<uint32_t> shape) {
  for (double& number : numbers)
    if (std::isnan(number)) number = std::nan("");
  return Array::own(std::move(numbers), std::move(shape));
}

Value Taking::float64_array(const Item& item, const std::string& where, size_t axes) {
  std::vector<uint32_t> shape;
  const auto array = NumpyArray::of(item, where);
  if (array) {
    for (size_t extent : array->shape()) shape.push_back(static_cast<uint32_t>(extent));
    count(array->size() * 8, where);
    if (array->is_single()) {
      note(
          "Numbers in the file are of single precision: scikit-learn answers in it, too, and Keepfit in double "
          "precision. "
          "They agree to about seven digits.");
    }
  }
  std::vector<double> numbers = numbers_of(item, where);
  if (!array) {
    count(numbers.size() * 8, where);
    shape = {static_cast<uint32_t>(numbers.size())};
  }
  if (shape.size() != axes) {
    refuse_taking(where, "An array has " + counted(static_cast<int64_t>(shape.size()), "axis", "axes") +
                             " instead of " + std::to_string(axes) + ", as of a model of several targets.");
  }
  return float64(std::move(numbers), std::move(shape));
}

Value Taking::int32_array(const std::vector<int64_t>& numbers, const std::string& where) {
  count(numbers.size() * 4, where);
  std::vector<int32_t> out;
  for (int64_t number : numbers) {
    if (number < INT32_MIN || number > INT32_MAX) refuse_source(where, "A number is beyond 2^31.");
    out.push_back(static_cast<int32_t>(number));
  }
  return Array::own(std::move(out));
}

Value Taking::uint8_array(const std::vector<int64_t>& numbers, const std::string& where) {
  count(numbers.size(), where);
  std::vector<uint8_t> out;
  for (int64_t number : numbers) {
    if (number < 0 || number > 255) refuse_source(where, "A flag is none.");
    out.push_back(static_cast<uint8_t>(number));
  }
  return Array::own(std::move(out));
}

Value Taking::labels(const Item& item, const std::string& where) {
  const auto array = NumpyArray::of(item, where);
  if (array && array->holds_numbers()) {
    count(array->size() * 8, where);
    std::vector<double> numbers;
    for (size_t i = 0; i < array->size(); ++i) numbers.push_back(array->number(i));
    return float64(std::move(numbers));
  }
  Value::List out;
  if (array && array->kind() == 'U') {
    for (size_t i = 0; i < array->size(); ++i) out.emplace_back(array->text(i));
    count(out.size() * sizeof(Value), where);
    return out;
  }
  if (array && array->kind() != 'O') refuse_taking(where, "Labels or categories are neither numbers nor texts.");
  std::vector<double> numbers;
  bool has_missing = false;
  const auto parts = parts_of(item, where);
  count(parts.size() * sizeof(Value), where);
  for (const Item* part : parts) {
    if (has_missing)
      refuse_taking(where, "A missing category stands among others, or there are two.",
                    "Keepfit has one missing category in a column, the last.");
    const auto scalar = NumpyArray::of(*part, where);
    const bool is_number = part->kind == Kind::kFloat || part->kind == Kind::kInt || part->kind == Kind::kBool ||
                           (scalar && scalar->size() == 1 && scalar->holds_numbers());
    if (is_none(*part) || (part->kind == Kind::kSymbol && part->name == "NA") ||
        (is_number && std::isnan(number_of(*part, where)))) {
      has_missing = true;
    } else if (is_number) {
      numbers.push_back(number_of(*part, where));
    } else {
      out.emplace_back(text_of(*part, where));
    }
  }
  if (!numbers.empty() && !out.empty())
    refuse_taking(where, "Labels or categories are numbers and texts in one column.",
                  "A column of Keepfit's is one or the other.");
  if (!numbers.empty()) {
    if (has_missing) numbers.push_back(std::nan(""));
    return float64(std::move(numbers));
  }
  if (has_missing) out.emplace_back();
  return out;
}

Value Taking::labels_list(const Item& item, const std::string& where) {
  Value::List out;
  if (const auto array = NumpyArray::of(item, where); array && array->kind() != 'O') {
    // One row for each column, where all have equally many.
    if (array->shape().size() != 2)
      refuse_source(where, "Categories should stand in a list, one entry for each column.");
    const size_t width = array->shape()[1];
    for (size_t j = 0; j < array->shape()[0]; ++j) {
      std::vector<double> numbers;
      for (size_t i = 0; i < width; ++i) numbers.push_back(array->number(j * width + i));
      count(width * 8, where);
      out.push_back(float64(std::move(numbers)));
    }
    return out;
  }
  for (const Item* part : parts_of(item, where)) out.push_back(labels(*part, where));
  return out;
}

Value Taking::none_or_list(const Item* item, const std::string& where) {
  if (!item || is_none(*item)) return {};
  Value::List out;
  for (double number : numbers_of(*item, where)) out.emplace_back(number);
  count(out.size() * sizeof(Value), where);
  return out;
}

Value Taking::plain(const Item& item, const std::string& where, int depth) {
  if (depth > kDeepestList) refuse_source(where, "Lists stand in one another too deeply.");
  count(sizeof(Value), where);
  switch (item.kind) {
    case Kind::kNone: return {};
    case Kind::kBool: return item.integer != 0;
    case Kind::kInt: return item.integer;
    case Kind::kFloat: return item.real;
    case Kind::kText: return text_of(item, where);
    case Kind::kList:
    case Kind::kTuple: {
      Value::List out;
      for (const Item* part : item.parts) out.push_back(plain(*part, where, depth + 1));
      return out;
    }
    case Kind::kDict: {
      Value::Map out;
      for (size_t k = 0; k + 1 < item.parts.size(); k += 2) {
        const Value key = plain(*item.parts[k], where, depth + 1);
        const auto* text = key.get_if<std::string>();
        const auto* number = key.get_if<double>();
        // As Keepfit writes labels that are numbers: 1.0 is 1.
        std::string name = text ? *text
                           : number && std::floor(*number) == *number && std::abs(*number) < 1e15
                               ? std::to_string(static_cast<int64_t>(*number))
                           : key.get_if<bool>() ? (*key.get_if<bool>() ? "1" : "0")
                                                : key.repr();
        out.emplace_back(std::move(name), plain(*item.parts[k + 1], where, depth + 1));
      }
      return out;
    }
    case Kind::kSymbol:
      for (const auto& [ours, theirs] : kFunctionNames)
        if (item.name == theirs) return std::string(ours);
      return std::string(item.name);
    case Kind::kObject: break;
    default: refuse_taking(where, "A parameter holds what no recipe can: " + printed(item, 60) + ".");
  }
  if (const auto array = NumpyArray::of(item, where)) {
    if (array->shape().size() > 1) refuse_taking(where, "A parameter holds an array of several axes.");
    const auto element = [&](size_t i) -> Value {
      if (array->kind() == 'O') return plain(array->object(i), where, depth + 1);
      if (array->kind() == 'U') return array->text(i);
      if (array->kind() == 'b') return array->whole(i) != 0;
      if (array->holds_whole()) return array->whole(i);
      return array->number(i);
    };
    if (array->shape().empty()) return element(0);
    count(array->size() * sizeof(Value), where);
    Value::List out;
    for (size_t i = 0; i < array->size(); ++i) out.push_back(element(i));
    return out;
  }
  const Role role = role_of(item.parts[0]->text, item.parts[0]->name);
  if (role == Role::kEstimator) {
    const bool before = std::exchange(as_recipe_, true);
    Value recipe = given(item, where);
    as_recipe_ = before;
    return recipe;
  }
  if (item.parts[0]->text == "scipy.stats._distn_infrastructure") return distribution(item, where);
  if (item.parts[0]->text == "sklearn.model_selection._split") {
    const State splitter(item, where);
    Value::Map params;
    const Item& state = *item.parts[2];
    for (size_t k = 0; k + 1 < state.parts.size(); k += 2)
      params.emplace_back(text_of(*state.parts[k], where), plain(*state.parts[k + 1], where, depth + 1));
    return Value::Map{{"class", std::string(splitter.class_name())}, {"params", std::move(params)}};
  }
  refuse_taking(where, "A parameter holds what no recipe can: " + printed(item, 60) + ".");
}

/// What scipy.stats.uniform(0, 2) makes, as searches here are given it.
Value Taking::distribution(const Item& item, const std::string& where) {
  struct Form {
    std::string_view theirs;
    const char* ours;
    std::vector<const char*> arguments;
  };
  static const std::vector<Form> kForms{{"uniform_gen", "uniform", {"loc", "scale"}},
                                        {"norm_gen", "norm", {"loc", "scale"}},
                                        {"reciprocal_gen", "loguniform", {"a", "b"}},
                                        {"loguniform_gen", "loguniform", {"a", "b"}},
                                        {"randint_gen", "randint", {"low", "high"}}};
  const State frozen(item, where);
  const Item &kind = frozen.at("dist"), &args = frozen.at("args"), &kwds = frozen.at("kwds");
  const auto found = std::find_if(kForms.begin(), kForms.end(), [&](const Form& form) {
    return is_object(kind) && kind.parts[0]->name == form.theirs;
  });
  const auto refuse = [&] { refuse_taking(where, "A search here draws from nothing like " + printed(kind, 60) + "."); };
  if (found == kForms.end() || args.kind != Kind::kTuple || kwds.kind != Kind::kDict) refuse();
  if (args.parts.size() > found->arguments.size()) refuse();
  Value::Map out{{"distribution", found->ours}};
  const auto put = [&](const char* name, const Item& given) {
    Value value = plain(given, where);
    if (!value.is_number()) refuse();
    out.emplace_back(name, std::move(value));
  };
  for (size_t i = 0; i < args.parts.size(); ++i) put(found->arguments[i], *args.parts[i]);
  for (size_t k = 0; k + 1 < kwds.parts.size(); k += 2) {
    const std::string name = text_of(*kwds.parts[k], where);
    const bool known = std::find(found->arguments.begin(), found->arguments.end(), name) != found->arguments.end();
    if (!known || Value(out).find(name)) refuse();
    put(name.c_str(), *kwds.parts[k + 1]);
  }
  return out;
}

Value Taking::columns(const Item& item, const std::string& where) {
  if (item.kind != Kind::kObject || NumpyArray::of(item, where)) return plain(item, where);
  const Item& made_by = *item.parts[0];
  if (made_by.name == "slice" && item.parts[1]->parts.size() == 3) {
    Value::List ends;
    for (const Item* end : item.parts[1]->parts) ends.push_back(plain(*end, where));
    if (ends[2].is_null()) ends.pop_back();
    return Value::Map{{"slice", std::move(ends)}};
  }
  if (made_by.name == "_RemainderColsList") return plain(State(item, where).at("data"), where);
  if (made_by.name != "make_column_selector")
    refuse_taking(where, "Columns are chosen by what no recipe can hold: " + printed(item, 60) + ".");
  const State selector(item, where);
  Value::Map wanted;
  for (const char* name : {"pattern", "dtype_include", "dtype_exclude"}) {
    const Item* given = selector.given(name);
    if (!given) continue;
    if (std::string_view(name) == "pattern") {
      wanted.emplace_back(name, text_of(*given, where));
      continue;
    }
    const bool several = given->kind == Kind::kList || given->kind == Kind::kTuple;
    Value::List kinds;
    for (const Item* one : several ? std::vector<const Item*>(given->parts.begin(), given->parts.end())
                                   : std::vector<const Item*>{given}) {
      const std::string_view kind = one->kind == Kind::kSymbol ? one->name : one->text;
      if (kind == "number") kinds.emplace_back("number");
      else if (kind == "object" || kind == "object_" || kind == "str") kinds.emplace_back("text");
      else return {};  // by a kind that Keepfit does not tell apart: the columns that were found stand for it
    }
    wanted.emplace_back(name, std::move(kinds));
  }
  return Value::Map{{"selector", std::move(wanted)}};
}

}  // namespace keepfit::interchange
