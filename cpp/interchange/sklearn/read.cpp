#include "interchange/sklearn/read.h"

#include <algorithm>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/pickles.h"
#include "interchange/sklearn/bundle.h"
#include "interchange/sklearn/columns.h"
#include "interchange/sklearn/taking.h"
#include "interchange/skops/nodes.h"
#include "persistence/file.h"

namespace keepfit::interchange {

namespace {

using pickle::Item;
using pickle::Kind;
using pickle::Log;

constexpr const char* kHarm =
    "Nothing of it was run, and nothing taken. Look at what it would do before anybody loads it in Python.";

[[noreturn]] void refuse(std::string message) { throw Error("harmful", "", std::move(message), kHarm); }

/// By its first letter, behind the underscore of those that are not meant for everybody.
bool is_class(std::string_view name) {
  if (name.substr(0, 1) == "_") name.remove_prefix(1);
  return !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
}

/// A class of a package that people's models are made of: none that Keepfit has, and none that does harm by its name.
bool is_of_science(const pickle::Global& each) {
  const std::string_view package = std::string_view(each.module).substr(0, each.module.find('.'));
  const bool known = package == "sklearn" || package == "scipy" || package == "pandas" || package == "numpy";
  return known && each.name.find('.') == std::string::npos && each.name.substr(0, 2) != "__" &&
         (package != "sklearn" || is_class(each.name));
}

/// Only what makes a model and nothing else. `inside`: of which file of an archive, " of schema.json".
void refuse_harm(const Log& log, const std::string& inside) {
  const auto place = [&](size_t at) { return "byte " + std::to_string(at) + inside; };
  const pickle::Global* foreign = nullptr;
  bool all_of_science = true;
  for (const pickle::Global& each : log.globals) {
    if (each.role != Role::kForeign) continue;
    const bool of_science = is_of_science(each);
    // What belongs to no such package is told first; then classes of scikit-learn's.
    if (!foreign || (all_of_science && !of_science) ||
        (of_science && all_of_science && (foreign->module.substr(0, 7) != "sklearn" || foreign->name[0] == '_')))
      foreign = &each;
    all_of_science = all_of_science && of_science;
  }
  if (foreign && all_of_science && log.findings.empty())
    refuse_taking(
        place(foreign->at),
        "The file holds " + shown(foreign->name) + " of " + shown(foreign->module) + ", which Keepfit has not.",
        "What it has stands in the reference. Nothing was taken from the file, and nothing of it was run.");
  if (foreign) {
    refuse("The file names " + shown(foreign->module) + "." + shown(foreign->name) + " (" + place(foreign->at) +
           "), which no model of scikit-learn's names.");
  }
  if (!log.calls.empty()) refuse("The file calls " + shown(log.calls[0].callee) + " (" + place(log.calls[0].at) + ").");
  if (log.findings.empty()) return;
  const pickle::Finding& first = log.findings[0];
  const std::string where = place(first.at);
  if (first.code == "cut_short" || first.code == "unknown_opcode") {
    throw Error("bad_source", where, first.message, "The file was cut short or changed on its way: get it once more.");
  }
  throw Error("harmful", where, first.message, kHarm);
}

Chosen estimator_of(const Item* made, std::string_view part) {
  if (made && is_container(*made)) return choose_estimator(*made, part);
  if (made && is_object(*made) && role_of(made->parts[0]->text, made->parts[0]->name) == Role::kEstimator)
    return {made, ""};
  std::string held;
  if (made && is_object(*made)) {
    held = pickle::on_one_line(made->parts[0]->name, 60) + " of " + pickle::on_one_line(made->parts[0]->text, 60) +
           ", and no estimator outside of it.";
  }
  throw Error("not_taken", "",
              "The file holds " + (held.empty() ? "no estimator of scikit-learn's that Keepfit has." : held),
              "Dump one fitted estimator, such as a Pipeline: joblib.dump(model, 'model.joblib').");
}

/// numpy's and joblib's version, as far as what they write tells it.
void put_libraries(const Log& log, Value::Map& source) {
  const auto names = [&](std::string_view module) {
    return std::any_of(log.globals.begin(), log.globals.end(),
                       [&](const pickle::Global& each) { return each.module.substr(0, module.size()) == module; });
  };
  if (names("numpy._core")) source.emplace_back("numpy", "2 or newer");
  else if (names("numpy.core")) source.emplace_back("numpy", "1");
}

/// What a file makes, and where it is from.
struct Opened {
  const Item* made = nullptr;
  Value::Map source;
};

Opened open_pickle(std::string_view file, pickle::Items& items) {
  refuse_other_forms(file);
  Log log;
  Opened out;
  out.made = run_all(file, items, log, true);
  if (!out.made && log.protocol == 0 && log.globals.empty()) refuse_no_pickle();
  refuse_harm(log, "");
  out.source.emplace_back("format", log.arrays ? "joblib" : "pickle");
  put_libraries(log, out.source);
  out.source.emplace_back("protocol", log.protocol);
  return out;
}

Opened open_skops(std::string_view file, pickle::Items& items) {
  const SkopsFile skops = read_skops(file, items);
  refuse_harm(skops.log, " of schema.json");
  Opened out{skops.made, {}};
  out.source.emplace_back("format", "skops");
  out.source.emplace_back("skops", skops.version);
  out.source.emplace_back("protocol", skops.log.protocol);
  return out;
}

}  // namespace

Value read_sklearn(std::string_view file, const Value& schema, const std::string& sha256, std::string_view part) {
  pickle::Items items;
  Opened opened = file.substr(0, 4) == "PK\3\4" ? open_skops(file, items) : open_pickle(file, items);
  const Chosen chosen = estimator_of(opened.made, part);
  Taking taking(schema, (size_t{1} << 24) + 40 * file.size());
  if (!chosen.note.empty()) taking.note(chosen.note);
  Value step = taking.fitted(*chosen.estimator, "");
  if (taking.version().empty()) {
    throw Error("not_taken", "", "The file does not say which scikit-learn wrote it.",
                "Files of scikit-learn 1.2 to 1.9 are read.");
  }
  Value::Map source = std::move(opened.source);
  source.insert(source.begin() + 1, {"scikit-learn", taking.version()});
  if (!sha256.empty()) source.emplace_back("sha256", sha256);
  Value::Map left;
  for (const auto& [name, attributes] : taking.left())
    left.emplace_back(name, Value::List(attributes.begin(), attributes.end()));
  if (!left.empty()) source.emplace_back("left", std::move(left));
  if (!taking.notes().empty()) source.emplace_back("notes", Value::List(taking.notes().begin(), taking.notes().end()));

  // What is said of each column, and stands in the rows made for the proof.
  constexpr size_t kBytesOfColumn = 200;
  taking.count(static_cast<size_t>(step.at("fitted").at("n_features_in_").integer()) * kBytesOfColumn, "");
  InputColumns columns = input_columns(step);
  if (!columns.keeping_none.empty()) {
    const std::string& column = columns.keeping_none.front();
    throw Error("not_taken", column,
                "In column '" + column +
                    "' some texts were missing in a way that the SimpleImputer was not told of, None beside NaN, and "
                    "are a category of their own behind it. Keepfit fills them in, and would answer otherwise.",
                "Fit it on texts that are all missing as NaN: X = X.replace({None: np.nan}).");
  }
  Value::Map engine{{"fitted_with", "scikit-learn " + taking.version()}, {"saved_with", engine_version()}};
  const Value::Map card{
      {"engine", std::move(engine)}, {"input", std::move(columns.input)}, {"source", std::move(source)}};
  Dump out = write_file(card, step);
  return Value::Map{{"bytes", Bytes::own(std::move(out.bytes))}, {"samples", std::move(columns.samples)}};
}

}  // namespace keepfit::interchange
