#include "persistence/diff.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/text.h"
#include "core/ulps.h"
#include "persistence/codec.h"
#include "persistence/inspect.h"
#include "persistence/migrate/upgrade.h"

namespace keepfit {

namespace {

constexpr size_t kDeepest = 64;
constexpr size_t kLongestName = 200, kLongestPath = 1000;
constexpr size_t kMostRows = 10'000;  // of each part; the rest is not shown

std::string preview_of(const Value& v) {
  if (v.find("class")) return v.at("class").repr();
  return preview(v);
}

class Differ {
 public:
  explicit Differ(const char* part) : part_(part) {}
  Value::List rows;

  void compare(const Value& a, const Value& b, const std::string& path, size_t depth) {
    if (depth > kDeepest)
      throw Error("audit_depth", path, "The files are nested too deeply to be compared.",
                  "They were not written by Keepfit.");
    const auto* ma = a.get_if<Value::Map>();
    const auto* mb = b.get_if<Value::Map>();
    if (ma && mb) {
      const Value* ca = a.find("class");
      const Value* cb = b.find("class");
      if (ca && cb) {
        const auto upgraded_a = migrate::upgraded(a, false), upgraded_b = migrate::upgraded(b, false);
        if (upgraded_a || upgraded_b) return ages(a, upgraded_a, b, upgraded_b, path, depth);
        if (encode(*ca) != encode(*cb)) return void(add(path, "class", a, b));
      }
      for (const auto& [key, value] : *ma) {
        const Value* other = b.find(key);
        const std::string inner = join(path, key);
        if (told_.count(inner)) continue;
        if (other) compare(value, *other, inner, depth + 1);
        else add(inner, "only_a", value, {});
      }
      for (const auto& [key, value] : *mb) {
        if (!a.find(key)) add(join(path, key), "only_b", {}, value);
      }
      return;
    }
    const auto* la = a.get_if<Value::List>();
    const auto* lb = b.get_if<Value::List>();
    if (la && lb) return lists(*la, *lb, a, b, path, depth);
    const auto* aa = a.get_if<Array>();
    const auto* ab = b.get_if<Array>();
    if (aa && ab) return arrays(*aa, *ab, a, b, path);
    if (encode(a) != encode(b)) {
      if (add(path, "value", a, b) && a.get_if<double>() && b.get_if<double>())
        put_ulps(ulps_between(a.number(), b.number()));
    }
  }

 private:
  using Reading = migrate::Reading;

  const char* part_;
  std::set<std::string> told_;  // what compare need not look at: `ages` has said how it differs

  /// Steps of which an older engine wrote one or both: what that one has otherwise, then the rest as it is read now.
  void ages(const Value& a, const std::optional<migrate::Upgraded>& upgraded_a, const Value& b,
            const std::optional<migrate::Upgraded>& upgraded_b, const std::string& path, size_t depth) {
    const Value &now_a = upgraded_a ? upgraded_a->pipeline : a, &now_b = upgraded_b ? upgraded_b->pipeline : b;
    const auto told = [&](const std::optional<migrate::Upgraded>& upgraded, const Reading& other) {
      return upgraded && std::any_of(upgraded->readings.begin(), upgraded->readings.end(),
                                     [&](const Reading& r) { return r.kind == other.kind && r.path == other.path; });
    };
    for (const bool first : {true, false}) {
      const auto &older = first ? upgraded_a : upgraded_b, &other = first ? upgraded_b : upgraded_a;
      if (!older) continue;
      for (const Reading& r : older->readings) {
        if (told(other, r)) continue;
        const std::string inner = path_to(path, r.path);
        const bool is_added = r.kind == Reading::Kind::kAdded;
        const Value now = is_added ? at(first ? now_b : now_a, r.path) : r.now;
        const char* kind = r.kind == Reading::Kind::kRenamed ? "renamed" : is_added == first ? "only_b" : "only_a";
        if (is_added) told_.insert(inner);
        if (!add(inner, kind, first ? r.was : now, first ? now : r.was)) return;
        auto& row = *rows.back().get_if<Value::Map>();
        row.emplace_back("since", r.since);
        if (is_added) row.emplace_back("means", preview_of(r.now));
      }
    }
    compare(now_a, now_b, path, depth + 1);
  }

  /// A parameter, an attribute or a field of a record ("tree_.impurity") of a step.
  static Value at(const Value& step, const std::string& name) {
    const size_t dot = name.find('.');
    for (const char* part : {"params", "fitted"}) {
      const Value* found = step.at(part).find(name.substr(0, dot));
      if (found && dot != std::string::npos) found = found->find(name.substr(dot + 1));
      if (found) return *found;
    }
    return {};
  }
  static std::string path_to(const std::string& path, const std::string& name) {
    if (name.empty()) return path;
    const size_t dot = name.find('.');
    return dot == std::string::npos ? join(path, name) : join(join(path, name.substr(0, dot)), name.substr(dot + 1));
  }

  /// The way through class, params and fitted is the steps' names alone.
  static std::string join(const std::string& path, const std::string& key) {
    if (key == "params" || key == "fitted" || key == "class") return path;
    const std::string last = shown(key, kLongestName);
    return path.empty() ? last : shown(path + "__" + last, kLongestPath);
  }

  /// Steps are matched by name, everything else by position.
  void lists(const Value::List& a, const Value::List& b, const Value& whole_a, const Value& whole_b,
             const std::string& path, size_t depth) {
    const auto name = [](const Value& item) -> const std::string* {
      const auto* parts = item.get_if<Value::List>();
      return parts && parts->size() >= 2 ? (*parts)[0].get_if<std::string>() : nullptr;
    };
    const bool named =
        (!a.empty() || !b.empty()) && std::all_of(a.begin(), a.end(), name) && std::all_of(b.begin(), b.end(), name);
    if (!named) {
      if (a.size() != b.size()) return void(add(path, "shape", whole_a, whole_b));
      for (size_t i = 0; i < a.size(); ++i) compare(a[i], b[i], path + "[" + std::to_string(i) + "]", depth + 1);
      return;
    }
    std::string stem = path;  // "steps" and "transformers" are not part of a step's path
    stem.resize(stem.rfind("__") == std::string::npos ? 0 : stem.rfind("__"));
    std::unordered_map<std::string_view, const Value*> in_b;
    std::unordered_set<std::string_view> in_a;
    for (const Value& item : b) in_b.emplace(*name(item), &item);
    for (const Value& item : a) {
      in_a.insert(*name(item));
      const auto found = in_b.find(*name(item));
      const Value* match = found == in_b.end() ? nullptr : found->second;
      const std::string inner = join(stem, *name(item));
      if (!match) {
        add(inner, "only_a", item.list()[1], {});
        continue;
      }
      for (size_t i = 1; i < std::min(item.list().size(), match->list().size()); ++i) {
        compare(item.list()[i], match->list()[i], i == 1 ? inner : inner + "__columns", depth + 1);
      }
    }
    for (const Value& item : b) {
      if (!in_a.count(*name(item))) add(join(stem, *name(item)), "only_b", {}, item.list()[1]);
    }
  }

  void arrays(const Array& a, const Array& b, const Value& whole_a, const Value& whole_b, const std::string& path) {
    if (a.dtype != b.dtype || a.shape != b.shape) return void(add(path, "shape", whole_a, whole_b));
    const size_t n = a.size(), width = item_size(a.dtype);
    size_t count = 0, first = 0;
    std::optional<uint64_t> farthest;
    for (size_t i = 0; i < n; ++i) {
      if (std::memcmp(a.data + i * width, b.data + i * width, width) == 0) continue;
      if (a.dtype == DType::kFloat64) {
        double x, y;
        std::memcpy(&x, a.data + i * width, sizeof x);
        std::memcpy(&y, b.data + i * width, sizeof y);
        if (same_bits(x, y)) continue;
        if (const auto ulps = ulps_between(x, y); ulps && *ulps > farthest.value_or(0)) farthest = ulps;
      }
      if (count++ == 0) first = i;
    }
    if (count == 0) return;
    if (!add(path, "value", whole_a, whole_b)) return;
    Value::List where;
    size_t rest = first;
    for (size_t axis = a.shape.size(); axis-- > 0;) {
      where.insert(where.begin(), Value(static_cast<int64_t>(rest % a.shape[axis])));
      rest /= a.shape[axis];
    }
    auto& row = *rows.back().get_if<Value::Map>();
    row.emplace_back("count", static_cast<int64_t>(count));
    row.emplace_back("where", std::move(where));
    put_ulps(farthest);
  }

  bool add(const std::string& path, const char* kind, const Value& a, const Value& b) {
    if (rows.size() >= kMostRows) return false;
    rows.push_back(
        Value::Map{{"part", part_}, {"path", path}, {"kind", kind}, {"a", preview_of(a)}, {"b", preview_of(b)}});
    return true;
  }
  void put_ulps(std::optional<uint64_t> ulps) {
    if (ulps) rows.back().get_if<Value::Map>()->emplace_back("ulps", static_cast<double>(*ulps));
  }
};

std::map<std::string, int64_t> step_sizes(const Value& pipeline) {
  std::map<std::string, int64_t> out;
  const Value rows = inspect_rows(pipeline);
  for (const Value& row : rows.list()) {
    if (row.at("kind").is("estimator")) out[row.at("path").text()] = row.at("bytes").integer();
  }
  return out;
}

}  // namespace

Value diff_files(const Parsed& a, const Parsed& b) {
  Differ card("card"), pipeline("pipeline");
  card.compare(a.card, b.card, "", 0);
  pipeline.compare(a.pipeline, b.pipeline, "", 0);
  const bool same_pipeline = encode(a.pipeline) == encode(b.pipeline);
  const bool identical = same_pipeline && card.rows.empty() && encode(a.proof) == encode(b.proof);
  Value::List rows = std::move(pipeline.rows);
  rows.insert(rows.end(), card.rows.begin(), card.rows.end());
  Value::List sizes;
  const auto size_a = step_sizes(a.pipeline), size_b = step_sizes(b.pipeline);
  for (const auto& [path, bytes] : size_a) {
    const auto other = size_b.find(path);
    if (other == size_b.end() || other->second != bytes)
      sizes.push_back(
          Value::Map{{"path", path}, {"a", bytes}, {"b", other == size_b.end() ? Value() : Value(other->second)}});
  }
  for (const auto& [path, bytes] : size_b) {
    if (!size_a.count(path)) sizes.push_back(Value::Map{{"path", path}, {"a", Value()}, {"b", bytes}});
  }
  return Value::Map{{"identical", identical},
                    {"same_pipeline", same_pipeline},
                    {"rows", std::move(rows)},
                    {"sizes", std::move(sizes)}};
}

}  // namespace keepfit
