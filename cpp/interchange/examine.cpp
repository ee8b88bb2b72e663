#include "interchange/examine.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/pickle/machine.h"
#include "interchange/pickles.h"
#include "interchange/sklearn/bundle.h"
#include "interchange/skops/nodes.h"

namespace keepfit::interchange {

namespace {

using namespace std::string_view_literals;

constexpr size_t kMostLines = 2000;

using pickle::Kind;
using pickle::Log;

Value number(size_t n) { return static_cast<int64_t>(n); }

using Times = std::vector<std::pair<std::string, size_t>>;

Times opcodes_of(const Log& log) {
  Times met;
  for (size_t byte = 0; byte < log.opcodes.size(); ++byte)
    if (log.opcodes[byte]) met.emplace_back(pickle::find_op(static_cast<uint8_t>(byte))->name, log.opcodes[byte]);
  return met;
}

Value often_first(Times met) {
  std::sort(met.begin(), met.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  Value::List out;
  for (const auto& [name, times] : met) out.push_back(Value::List{shown(name, 60), number(times)});
  return out;
}

Value globals_of(const Log& log) {
  Value::List out;
  for (const pickle::Global& each : log.globals)
    out.push_back(Value::Map{{"module", shown(each.module, 200)},
                             {"name", shown(each.name, 200)},
                             {"role", role_name(each.role)},
                             {"at", number(each.at)},
                             {"times", number(each.times)},
                             {"calls", number(each.calls)}});
  return out;
}

/// The class of what comes out, as it is named; null where it is none.
Value result_of(const pickle::Item* result) {
  if (!result || result->kind != Kind::kObject || result->parts[0]->kind != Kind::kSymbol) return {};
  return Value::Map{{"module", shown(result->parts[0]->text, 200)}, {"name", shown(result->parts[0]->name, 200)}};
}

bool has_foreign(const Log& log) {
  return std::any_of(log.globals.begin(), log.globals.end(),
                     [](const pickle::Global& each) { return each.role == Role::kForeign; });
}

/// Python finds nothing by what is no name: numbers that were read as one.
bool may_be_name(std::string_view name) {
  return is_utf8(name) && std::all_of(name.begin(), name.end(), [](char c) {
           return c == '_' || c == '.' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
                  static_cast<uint8_t>(c) >= 0x80;
         });
}

/// Of a file of joblib's that somebody opens by pickle.load: the bytes of arrays are instructions to that. In honest
/// files they lead nowhere; what is looked for is names that are foreign, and known ones put to another use. A pickle
/// of objects counts what it keeps from 0, and here finds in its places what the one around it kept: of an honest file
/// usual names are looked up in modules called 'steps' or 'LogisticRegression', where Python stops.
void look_as_pickle_load(std::string_view file, pickle::Items& items, Log& log) {
  Log plain;
  pickle::Machine(file, items, plain, false).run(0);
  const std::string how = "Opened by pickle.load instead of joblib.load, the bytes of an array are instructions";
  for (const pickle::Global& each : plain.globals) {
    const auto place = log.global_places.find({each.module, each.name});
    const pickle::Global* met = place == log.global_places.end() ? nullptr : &log.globals[place->second];
    const bool named = !met && !is_usual_name(each.name) && may_be_name(each.module) && may_be_name(each.name);
    const bool does_more = met && met->role != Role::kForeign && each.calls > each.bound;
    // Of bytes str makes texts, and of these names.
    const bool spells = each.calls > 0 && (each.name == "str" || each.name == "unicode");
    if ((each.role == Role::kForeign && (named || does_more)) || spells)
      log.find("array_of_instructions", each.at,
               how + ": these name " + shown(each.module) + "." + shown(each.name) + ".");
  }
  if (plain.odd_call && log.findings_met == 0)
    log.find("array_of_instructions", plain.odd_call->at, how + ". " + plain.odd_call->message);
}

Value told(const char* format, const Log& log, const pickle::Item* made, Times opcodes) {
  Value::List calls, findings, versions, lines;
  for (const pickle::Call& each : log.calls)
    calls.push_back(Value::Map{{"at", number(each.at)},
                               {"opcode", each.opcode},
                               {"callee", shown(each.callee, 400)},
                               {"arguments", shown(each.arguments, 400)}});
  for (const pickle::Finding& each : log.findings)
    findings.push_back(Value::Map{{"code", each.code}, {"at", number(each.at)}, {"message", each.message}});
  for (const std::string& each : log.versions) versions.emplace_back(each);
  for (const pickle::Line& each : log.lines)
    lines.push_back(Value::List{number(each.at), each.opcode, shown(each.argument, 200)});
  return Value::Map{{"format", format},
                    {"protocol", log.protocol},
                    {"instructions", number(log.instructions)},
                    {"opcodes", often_first(std::move(opcodes))},
                    {"globals", globals_of(log)},
                    {"calls", std::move(calls)},
                    {"calls_met", number(log.calls_met)},
                    {"findings", std::move(findings)},
                    {"findings_met", number(log.findings_met)},
                    {"arrays", number(log.arrays)},
                    {"array_bytes", number(log.array_bytes)},
                    {"versions", std::move(versions)},
                    {"result", result_of(made)},
                    {"contents", made ? contents_of(*made) : Value()},
                    {"harmless", !has_foreign(log) && log.calls_met == 0 && log.findings_met == 0},
                    {"lines", std::move(lines)}};
}

/// All pickles of a file, one behind the other; what the first one makes.
const pickle::Item* run_each(std::string_view file, pickle::Items& items, Log& log, bool skip_arrays) {
  const pickle::Item* first = nullptr;
  size_t at = 0;
  for (int pickles = 0;; ++pickles) {
    pickle::Machine machine(file, items, log, skip_arrays);
    at = machine.run(at);
    if (pickles == 0) first = machine.result();
    if (!machine.result() || at >= file.size()) return first;
    constexpr int kMostPickles = 1000;
    if (!pickle::find_op(static_cast<uint8_t>(file[at])) || pickles == kMostPickles) {
      log.find("behind_the_end", at,
               counted(static_cast<int64_t>(file.size() - at), "byte") + " behind the end of the pickle.");
      return first;
    }
    log.find("second_pickle", at, "Behind the end of the pickle another one begins.");
  }
}

}  // namespace

/// Refuses what is none: by the first bytes that other forms have.
void refuse_other_forms(std::string_view file) {
  constexpr std::pair<std::string_view, const char*> kCompressed[] = {
      {"\x1f\x8b", "gzip"},  {"\x78\x01", "zlib"}, {"\x78\x5e", "zlib"},
      {"\x78\x9c", "zlib"},  {"\x78\xda", "zlib"}, {"BZh", "bz2"},
      {"\xfd\x37zXZ", "xz"}, {"]\0\0"sv, "lzma"},  {"\x04\x22\x4d\x18", "lz4"}};
  for (const auto& [magic, method] : kCompressed)
    if (file.substr(0, magic.size()) == magic)
      throw Error("compressed", method, std::string("The file is compressed with ") + method + ".",
                  "Load and dump it again in Python with joblib.dump(model, file), without compress.");
  if (file.substr(0, 4) == "PK\3\4")
    throw Error("not_a_pickle", "zip", "The file is a zip archive, such as skops writes, and no pickle.",
                "Give a file of pickle.dump or joblib.dump.");
}

void refuse_no_pickle() {
  throw Error("not_a_pickle", "", "The file is no pickle: it does not begin as one, and its instructions lead nowhere.",
              "Give a file of pickle.dump or joblib.dump.");
}

/// getattr and type are foreign, but where all that they do is what honest files have them do.
const pickle::Item* run_all(std::string_view file, pickle::Items& items, Log& log, bool skip_arrays) {
  const pickle::Item* first = run_each(file, items, log, skip_arrays);
  for (pickle::Global& each : log.globals)
    if (each.bound > 0 && each.bound == each.calls) each.role = Role::kPart;
  if (skip_arrays && log.arrays) look_as_pickle_load(file, items, log);
  return first;
}

Value examine_pickle(std::string_view file, size_t from, size_t count) {
  refuse_other_forms(file);
  pickle::Items items;
  Log log;
  log.list_from = from;
  log.list_count = std::min(count, kMostLines);
  const pickle::Item* made = run_all(file, items, log, true);
  if (!made && log.protocol == 0 && log.globals.empty()) refuse_no_pickle();
  return told("pickle", log, made, opcodes_of(log));
}

Value examine_skops(std::string_view file, size_t from, size_t count) {
  // Names stand in an archive as they are, packed or not.
  if (file.find("schema.json") == std::string_view::npos)
    throw Error("not_a_pickle", "zip", "The file is a zip archive without a schema.json, which files of skops have.",
                "Give a file of pickle.dump, joblib.dump or skops.io.dump.");
  pickle::Items items;
  const SkopsFile skops = read_skops(file, items, from, std::min<size_t>(count, kMostLines));
  return told("skops", skops.log, skops.made, skops.loaders);
}

}  // namespace keepfit::interchange
