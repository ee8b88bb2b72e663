// Zip archives whose files are stored as they are: what skops writes. Source of the form: PKWARE's APPNOTE.TXT.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keepfit::interchange {

/// The files of an archive by name, views of its bytes.
/// @throws Error "bad_source" where the archive contradicts itself: two directories, names that stand twice or are
///     paths, sizes beyond the file, checksums that do not agree. "compressed" where a file is packed (where: its
///     name).
std::map<std::string, std::string_view, std::less<>> stored_files(std::string_view archive);

/// An archive of these files by name: always the same bytes for the same files.
/// @throws Error "not_exported" beyond 4 GB and 65,535 files.
std::string stored_archive(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace keepfit::interchange
