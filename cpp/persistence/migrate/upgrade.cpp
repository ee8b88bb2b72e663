#include "persistence/migrate/upgrade.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/errors.h"
#include "core/estimator.h"
#include "core/registry.h"

namespace keepfit::migrate {

namespace {

using Version = std::array<int64_t, 3>;

Version version_of(std::string_view text) {
  Version out{};
  size_t at = 0;
  for (int64_t& part : out) {
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && part < 1'000'000; ++at)
      part = 10 * part + (text[at] - '0');
    if (at == text.size() || text[at++] != '.') break;
  }
  return out;
}

/// What the names in a step say of the engine that wrote it: it is not older than `least`, and older than `below`.
struct Span {
  Version least{};
  Version below{std::numeric_limits<int64_t>::max()};

  void not_before(const char* version) { least = std::max(least, version_of(version)); }
  void before(const char* version) { below = std::min(below, version_of(version)); }
  bool empty() const { return least >= below; }
};

bool is_step(const Value& value) {
  const auto* entries = value.get_if<Value::Map>();
  return entries && entries->size() == 3 && (*entries)[0].first == "class" && (*entries)[1].first == "params" &&
         (*entries)[2].first == "fitted";
}

/// How paths call a step, in the file and now.
struct Path {
  std::string then, now;

  Path to(const std::string& name_then, const std::string& name_now) const {
    return {join(then, name_then), join(now, name_now)};
  }

 private:
  static std::string join(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + "__" + name;
  }
};

/// A parameter or, with `at`, an attribute or a field of a record.
struct Named {
  const char* name;
  Pasts (*past)();
  FieldRef (*at)(Declared&);
};

std::vector<Named> named(const std::vector<Param>& params) {
  std::vector<Named> out;
  for (const Param& p : params) out.push_back({p.name, p.past, nullptr});
  return out;
}
std::vector<Named> named(const std::vector<Field>& fields) {
  std::vector<Named> out;
  for (const Field& f : fields) out.push_back({f.name, f.past, f.at});
  return out;
}

class Upgrade {
 public:
  explicit Upgrade(bool inner) : inner_(inner) {}

  Upgraded out;

  /// The step as of today; nothing where it is so already, or as no engine wrote it: the audit says of each step what
  /// is wrong with it.
  std::optional<Value> step(const Value& given, const Path& path) {
    if (path.then != path.now) out.moved[path.then] = path.now;
    try {
      return step_now(given, path);
    } catch (const Error&) {
      return std::nullopt;
    }
  }

 private:
  std::optional<Value> step_now(const Value& given, const Path& path) {
    Span span;
    Value made;
    const Value* step = &given;
    for (int changes = 0; changes < 32; ++changes) {
      std::optional<Value> other = of_former_class(*step, span, path);
      if (!other) break;
      made = std::move(*other);
      step = &made;
    }
    const Declaration* d = registry::find(step->at("class").text());
    if (!d) return changed(given, step);
    const std::unique_ptr<Estimator> blank = d->create();
    const Of of{*d, *step, *blank, path, span};
    const Value& params = step->at("params");
    const Value& fitted = step->at("fitted");
    std::optional<Value::Map> new_params = entries(of, named(d->params), params.map(), 0, ""), new_fitted;
    if (!fitted.is_null()) new_fitted = entries(of, named(d->fitted), fitted.map(), 2, "");
    if (span.empty()) throw Error("audit_names", path.now, "The names are those of no engine.");
    if (!new_params && !new_fitted) return changed(given, step);
    return Value::Map{{"class", d->name},
                      {"params", new_params ? Value(std::move(*new_params)) : params},
                      {"fitted", new_fitted ? Value(std::move(*new_fitted)) : fitted}};
  }

  /// The step whose entries are read.
  struct Of {
    const Declaration& d;
    const Value& step;
    Declared& blank;
    const Path& path;
    Span& span;
  };

  const bool inner_;

  static std::optional<Value> changed(const Value& given, const Value* step) {
    return step == &given ? std::nullopt : std::optional<Value>(*step);
  }

  void note(Reading::Kind kind, const Path& path, const std::string& name, const char* since, Value was, Value now) {
    out.readings.push_back(
        {kind, name.empty() ? path.now : path.to(name, name).now, since, std::move(was), std::move(now)});
  }

  std::optional<Value> of_former_class(const Value& step, Span& span, const Path& path) {
    const std::string& name = step.at("class").text();
    for (const auto& [now, former] : registry::formers()) {
      if (name != former.name) continue;
      Value made =
          former.step ? former.step(step)
                      : Value(Value::Map{{"class", now}, {"params", step.at("params")}, {"fitted", step.at("fitted")}});
      if (made.is_null()) continue;
      span.before(former.until);
      note(Reading::Kind::kRenamed, path, "", former.until, name, made.at("class"));
      return made;
    }
    return std::nullopt;
  }

  /// Until when steps of the class had something of this name; null where they never had.
  static const char* removed(const Declaration& d, const std::string& name) {
    if (!d.removed) return nullptr;
    const std::vector<Removed> all = d.removed();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Removed& r) { return name == r.name; });
    return found == all.end() ? nullptr : found->until;
  }

  /// Parameters, attributes or fields of a record under their declared names; nothing where they are so already.
  /// `record`: "tree_.", or empty.
  std::optional<Value::Map> entries(const Of& of, const std::vector<Named>& declared, const Value::Map& given,
                                    size_t skip, const std::string& record) {
    struct Source {
      const Value::Entry* entry;  // null: the file lacks it
      std::optional<Past> past;   // none: as it is declared
    };
    std::vector<Source> sources;
    bool change = false;
    size_t at = skip;
    const auto skip_removed = [&] {
      for (const char* until; at < given.size() && (until = removed(of.d, record + given[at].first)); ++at) {
        of.span.before(until);
        note(Reading::Kind::kRemoved, of.path, record + given[at].first, until, given[at].second, {});
        change = true;
      }
    };
    for (const Named& e : declared) {
      skip_removed();
      const Value::Entry* entry = at < given.size() ? &given[at] : nullptr;
      const Pasts pasts = e.past ? e.past() : Pasts{};
      if (entry && entry->first == e.name) {
        if (!pasts.empty()) of.span.not_before(pasts.front().since);
        sources.push_back({entry, std::nullopt});
        ++at;
        continue;
      }
      auto past = std::find_if(pasts.begin(), pasts.end(),
                               [&](const Past& p) { return entry && p.formerly && entry->first == p.formerly; });
      if (past != pasts.end()) {
        of.span.before(past->since);
        if (past + 1 != pasts.end()) of.span.not_before((past + 1)->since);
        note(Reading::Kind::kRenamed, of.path, record + e.name, past->since, entry->first, e.name);
        ++at;
      } else {
        if (pasts.empty() || pasts.back().formerly) throw Error("audit_names", of.path.now, "The step lacks a name.");
        past = pasts.end() - 1;
        of.span.before(past->since);
        entry = nullptr;
      }
      sources.push_back({entry, *past});
      change = true;
    }
    skip_removed();
    if (at != given.size()) throw Error("audit_names", of.path.now, "The step has a name of none of its engines.");

    std::vector<std::optional<Value>> made(declared.size());
    for (size_t i = 0; i < declared.size(); ++i) {
      const auto& [entry, past] = sources[i];
      if (past && (past->older || !entry)) made[i] = past->older ? past->older(of.step) : past->meaning;
      if (!entry) note(Reading::Kind::kAdded, of.path, record + declared[i].name, past->since, {}, *made[i]);
      if (auto inner =
              held(of, declared[i], made[i] ? *made[i] : entry->second, entry ? entry->first : declared[i].name))
        made[i] = std::move(inner);
      change = change || made[i];
    }
    if (!change) return std::nullopt;
    Value::Map all(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(skip));
    for (size_t i = 0; i < declared.size(); ++i)
      all.emplace_back(declared[i].name, made[i] ? std::move(*made[i]) : sources[i].entry->second);
    return all;
  }

  /// What a parameter or attribute holds: a step, steps with names or without, a record. Nothing where nothing in it
  /// changes.
  std::optional<Value> held(const Of& of, const Named& declared, const Value& value, const std::string& name_then) {
    if (is_step(value)) return inner_ ? step(value, of.path.to(name_then, declared.name)) : std::nullopt;
    if (value.get_if<Value::Map>() && declared.at) {
      const FieldRef ref = declared.at(of.blank);
      const auto* record = std::get_if<Record*>(&ref);
      if (!record) return std::nullopt;
      auto fields = entries({of.d, of.step, **record, of.path, of.span}, named((*record)->fields()), value.map(), 0,
                            declared.name + std::string("."));
      return fields ? std::optional<Value>(std::move(*fields)) : std::nullopt;
    }
    const auto* items = value.get_if<Value::List>();
    if (!items || !inner_) return std::nullopt;
    std::optional<Value> all;
    for (size_t i = 0; i < items->size(); ++i) {
      const auto* parts = (*items)[i].get_if<Value::List>();
      const bool named = parts && parts->size() >= 2 && (*parts)[0].get_if<std::string>() && is_step((*parts)[1]);
      std::optional<Value> inner;
      if (named) inner = step((*parts)[1], of.path.to((*parts)[0].text(), (*parts)[0].text()));
      else if (is_step((*items)[i]))
        inner = step((*items)[i],
                     of.path.to(name_then + "." + std::to_string(i), declared.name + ("." + std::to_string(i))));
      if (!inner) continue;
      if (!all) all = value;
      Value& place = (*all->get_if<Value::List>())[i];
      (named ? (*place.get_if<Value::List>())[1] : place) = std::move(*inner);
    }
    return all;
  }
};

Value* entry(Value& map, std::string_view key) {
  if (auto* entries = map.get_if<Value::Map>()) {
    for (auto& [name, value] : *entries) {
      if (name == key) return &value;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Upgraded> upgraded(const Value& pipeline, bool inner) {
  if (!is_step(pipeline)) return std::nullopt;
  Upgrade upgrade(inner);
  std::optional<Value> now = upgrade.step(pipeline, {});
  if (!now) return std::nullopt;
  upgrade.out.pipeline = std::move(*now);
  return std::move(upgrade.out);
}

Value with_moved_steps(const Value& proof, const std::map<std::string, std::string>& moved) {
  Value out = proof;
  const auto path_now = [&](const std::string& then) {
    const auto found = moved.find(then);
    return found == moved.end() ? then : found->second;
  };
  // Paths in the outputs of a part are those within the step that it is about.
  const auto move_outputs = [&](Value& part, const std::string& then, const std::string& now) {
    Value* outputs = entry(part, "outputs");
    if (!outputs || !outputs->get_if<Value::List>()) return;
    for (Value& output : *outputs->get_if<Value::List>()) {
      Value* step = entry(output, "step");
      const auto* inner = step ? step->get_if<std::string>() : nullptr;
      if (!inner || inner->empty()) continue;
      const std::string path = path_now(then.empty() ? *inner : then + "__" + *inner);
      *step = now.empty() ? path : path.substr(std::min(path.size(), now.size() + 2));
    }
  };
  move_outputs(out, "", "");
  Value* probes = entry(out, "probes");
  if (!probes || !probes->get_if<Value::List>()) return out;
  for (Value& probe : *probes->get_if<Value::List>()) {
    Value* step = entry(probe, "step");
    const auto* path = step ? step->get_if<std::string>() : nullptr;
    if (!path) continue;
    const std::string then = *path, now = path_now(then);
    *step = now;
    move_outputs(probe, then, now);
  }
  return out;
}

bool newer_version(std::string_view a, std::string_view b) { return version_of(a) > version_of(b); }

}  // namespace keepfit::migrate
