// Files for tests: reading them, and small fitted models of every kind.
#pragma once

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "checks/subjects.h"
#include "core/registry.h"
#include "core/table.h"
#include "persistence/file.h"
#include "support/fixtures.h"

namespace keepfit::test {

using Blob = std::vector<uint8_t>;

inline Blob read_file(const std::string& relative) {
  std::ifstream in(source_path(relative), std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + relative);
  return Blob(std::istreambuf_iterator<char>(in), {});
}

/// The digest recomputed, as an attacker would.
inline Blob sealed(Blob bytes) {
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes.data(), bytes.size() - 16));
  std::memcpy(bytes.data() + bytes.size() - 16, sum.digest, 16);
  return bytes;
}

/// Text where the estimator takes it, else numbers alone.
inline Model fit_subject(const Subject& subject) {
  const Sample data = sample_for(*subject.make());
  try {
    return fit_model(subject.make(), data.X, &data.y);
  } catch (const Error&) {
    std::vector<Index> numeric;
    for (Index j = 0; j < data.X.columns(); ++j) {
      if (!data.X.is_text(j)) numeric.push_back(j);
    }
    return fit_model(subject.make(), data.X.select(numeric), &data.y);
  }
}

/// Every registered estimator with its defaults, but ensembles of three: a hundred trees make a large file.
inline std::vector<Subject> plain_subjects() {
  std::vector<Subject> out;
  for (const Declaration* d : registry::all()) {
    if (std::strcmp(d->module, "broken") == 0) continue;
    Subject subject = subject_of(*d);
    Value::Map params = subject.recipe.at("params").map();
    const bool ensemble = std::strcmp(d->module, "ensemble") == 0;
    for (const char* name : {"n_estimators", "max_iter"}) {
      if (ensemble && d->find_param(name) && !subject.recipe.at("params").find(name)) params.emplace_back(name, 3);
    }
    subject.recipe = Value::Map{{"class", d->name}, {"params", std::move(params)}};
    out.push_back(std::move(subject));
  }
  return out;
}

}  // namespace keepfit::test
