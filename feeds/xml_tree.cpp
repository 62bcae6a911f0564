#include "feeds/xml_tree.hpp"

#include "feeds/ascii.hpp"
#include "feeds/counted.hpp"

#include <algorithm>

namespace broadsheet::feeds {

void XmlTree::clear() {
    constexpr std::size_t ordinary = 64UL * 1024;
    nodes_.clear();
    attributes_.clear();
    if (nodes_.capacity() > ordinary) nodes_.shrink_to_fit();
    if (attributes_.capacity() > ordinary) attributes_.shrink_to_fit();
    entities_.clear();
    faults_.clear();
    text_ = root_namespace_ = {};
    fault_count_ = 0;
    uses_xml_base_ = uses_xml_lang_ = cut_short_ = false;
}

std::string_view XmlTree::name(NodeId id) const {
    const auto& node = nodes_[id];
    return text_.substr(node.begin, node.end - node.begin);
}

std::string_view XmlTree::local_name(NodeId id) const {
    return name(id).substr(nodes_[id].prefix_size);
}

const XmlAttribute* XmlTree::find_attribute(NodeId id, Space space, Word word) const {
    const auto& node = nodes_[id];
    for (auto i = node.first_attribute; i < node.first_attribute + node.attribute_count; ++i)
        if (attributes_[i].word == word && attributes_[i].space == space) return &attributes_[i];
    return nullptr;
}

const XmlAttribute* XmlTree::find_attribute(NodeId id, std::string_view local) const {
    const auto& node = nodes_[id];
    for (auto i = node.first_attribute; i < node.first_attribute + node.attribute_count; ++i)
        if (equals_ignoring_case(name(attributes_[i]), local)) return &attributes_[i];
    return nullptr;
}

std::string_view XmlTree::name(const XmlAttribute& attribute) const {
    return text_.substr(attribute.name_begin, attribute.name_end - attribute.name_begin);
}

std::string_view XmlTree::raw_value(const XmlAttribute& attribute) const {
    return text_.substr(attribute.value_begin, attribute.value_end - attribute.value_begin);
}

std::string_view XmlTree::raw_text(NodeId id) const {
    const auto& node = nodes_[id];
    return text_.substr(node.begin, node.end - node.begin);
}

const std::string* XmlTree::entity(std::string_view name) const {
    const auto found =
        std::lower_bound(entities_.begin(), entities_.end(), name,
                         [](const auto& entity, std::string_view wanted) { return entity.first < wanted; });
    return found != entities_.end() && found->first == name ? &found->second : nullptr;
}

std::vector<std::string> XmlTree::warnings() const {
    std::vector<std::string> result;
    for (const auto& fault : faults_) {
        const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(fault.offset, text_.size()));
        const auto line = std::count(text_.begin(), end, '\n') + 1;
        result.push_back("line " + std::to_string(line) + ": " + fault.what);
    }
    if (fault_count_ > faults_.size()) result.push_back("and " + counted(fault_count_ - faults_.size(), "more fault"));
    return result;
}

}  // namespace broadsheet::feeds
