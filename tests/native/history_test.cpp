// Frozen files of every engine that froze some: they stay as they are, load, prove themselves and are written again,
// for ever.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "core/node.h"
#include "persistence/codec.h"
#include "persistence/sha256.h"
#include "support/files.h"

namespace keepfit::test {
namespace {

struct Frozen {
  std::string version, file;
};
void PrintTo(const Frozen& frozen, std::ostream* out) { *out << frozen.version << "/" << frozen.file; }

std::vector<Frozen> frozen_files() {
  std::vector<Frozen> out;
  if (!std::filesystem::exists(source_path("tests/golden/models"))) return out;
  for (const auto& folder : std::filesystem::directory_iterator(source_path("tests/golden/models"))) {
    if (!folder.is_directory()) continue;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      if (file.path().extension() == ".keepfit")
        out.push_back({folder.path().filename().string(), file.path().filename().string()});
    }
  }
  std::sort(out.begin(), out.end(), [](const Frozen& a, const Frozen& b) {
    return std::pair(a.version, a.file) < std::pair(b.version, b.file);
  });
  return out;
}

class History : public testing::TestWithParam<Frozen> {};

TEST_P(History, LoadsAndProvesItself) {
  const auto& [version, file] = GetParam();
  const Blob bytes = read_file("tests/golden/models/" + version + "/" + file);
  ProofResult proof;
  const Model model = load(bytes.data(), bytes.size(), &proof);
  ASSERT_TRUE(proof.identical()) << to_sentence(*proof.first);
  EXPECT_GT(proof.rows, 0);
  EXPECT_GT(proof.steps, 0);
  const Sections sections = parse_file(bytes.data(), bytes.size()).sections;
  const std::string fingerprint = sha256(bytes.data() + sections.pipeline.offset, sections.pipeline.size);
  if (model.older_fingerprint.empty()) {
    // Its own engine's version stays where it was.
    EXPECT_EQ(write_file(model.card, to_node(*model.estimator), *model.proof, std::stoll(version.substr(1))).bytes,
              bytes);
    return;
  }
  // Saved again it is of today, says what it came from, and proves the same.
  EXPECT_EQ(model.older_fingerprint, fingerprint);
  const Blob again = dump(model).bytes;
  ProofResult proved;
  const Model now = load(again.data(), again.size(), &proved);
  EXPECT_EQ(now.older_fingerprint, "");
  EXPECT_EQ(now.card.at("parent").text(), fingerprint);
  EXPECT_EQ(encode(now.card.at("engine").at("fitted_with")), encode(model.card.at("engine").at("fitted_with")));
  EXPECT_TRUE(proved.identical());
  EXPECT_EQ(encode(*now.proof), encode(*model.proof));
  EXPECT_EQ(dump(now).bytes, again);
}

INSTANTIATE_TEST_SUITE_P(Models, History, testing::ValuesIn(frozen_files()), [](const auto& info) {
  std::string name = info.param.version + "_" + info.param.file;
  std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

TEST(HistoryFolder, HoldsWhatItsManifestsSay) {
  size_t listed = 0;
  for (const auto& folder : std::filesystem::directory_iterator(source_path("tests/golden/models"))) {
    if (!folder.is_directory()) continue;
    const Json manifest = read_json("tests/golden/models/" + folder.path().filename().string() + "/manifest.json");
    for (const Json& entry : manifest.at("files")) {
      EXPECT_TRUE(std::filesystem::exists(folder.path() / entry.at("file").get<std::string>())) << entry.at("file");
      EXPECT_EQ(entry.at("fingerprint").get<std::string>().size(), 64u);
      ++listed;
    }
  }
  EXPECT_EQ(listed, frozen_files().size());
  EXPECT_GE(listed, 14u);
}

/// {file: SHA-256}, from lines as sha256sum writes them.
std::map<std::string, std::string> sums_of(const std::string& folder) {
  std::ifstream in(source_path("tests/golden/models/" + folder + "/SHA256SUMS"));
  std::map<std::string, std::string> out;
  std::string sum, file;
  while (in >> sum >> file) out[file] = sum;
  return out;
}

TEST(HistoryFolder, FrozenFilesAreNeverTouched) {
  std::set<std::string> folders;
  for (const auto& [version, file] : frozen_files()) {
    folders.insert(version);
    const Blob bytes = read_file("tests/golden/models/" + version + "/" + file);
    const auto sums = sums_of(version);
    ASSERT_TRUE(sums.count(file)) << file << " is not in SHA256SUMS";
    EXPECT_EQ(sha256(bytes.data(), bytes.size()), sums.at(file)) << file << " is not what was frozen";
  }
  for (const std::string& folder : folders) {
    for (const auto& [file, sum] : sums_of(folder))
      EXPECT_TRUE(std::filesystem::exists(source_path("tests/golden/models/" + folder + "/" + file)))
          << file << " is gone";
  }
}

TEST(HistoryFolder, TheFilesOfTheFirstEngineAreListedAsTheyWere) {
  // The list may grow. What it said when the first files became everybody's it says for ever.
  const auto sums = sums_of("v1");
  const Json manifest = read_json("tests/golden/models/v1/manifest.json");
  std::string first;
  for (const Json& entry : manifest.at("files")) {
    const std::string file = entry.at("file");
    if (entry.at("engine") == "0.1.0") first += sums.at(file) + "  " + file + "\n";
  }
  EXPECT_EQ(sha256(reinterpret_cast<const uint8_t*>(first.data()), first.size()),
            "bed24485c4036fb6124f1be4cc47e00e047c571081033dbbd278f285d5ad3590");
}

TEST(HistoryFolder, WhatTheEngineWritesTodayIsFrozen) {
  std::set<std::string> written;
  for (const auto& [version, file] : frozen_files()) {
    const Blob bytes = read_file("tests/golden/models/" + version + "/" + file);
    const Model model = load(bytes.data(), bytes.size());
    if (model.older_fingerprint.empty())
      walk(*model.estimator,
           [&](const std::string&, const Estimator& step) { written.insert(step.declaration().name); });
  }
  for (const Declaration* d : registry::all()) {
    if (std::string(d->module) == "broken") continue;
    EXPECT_TRUE(written.count(d->name)) << "no frozen file holds " << d->name
                                        << " as it is declared now: npm run release adds one";
  }
}

TEST(Sha256, AgreesWithTheStandard) {
  const auto of = [](const std::string& text) {
    return sha256(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  };
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrs"
               "tnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(of(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace keepfit::test
