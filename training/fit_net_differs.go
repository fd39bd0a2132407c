package training

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/safetensors"
)

// netDiffers names the first field in which the network of a file is another than m's, Net.Body.Widths[0] 32 there and 16 here. It is
// empty if the texts of both do not tell: of another's tensors they have the names alone.
func (m *Model) netDiffers(path string) string {
	there, err := netIn(path)
	if err != nil {
		return ""
	}
	return m.firstDifference(there, true)
}

// netDiffersFrom is netDiffers from the network of a model's text, where types of other names may be those that have moved.
func (m *Model) netDiffersFrom(model []byte) string {
	there, err := netOf(model)
	if err != nil {
		return ""
	}
	return m.firstDifference(there, false)
}

func (m *Model) firstDifference(there any, types bool) string {
	text, err := registry.Write(&Model{Net: m.Net}, &sink{})
	if err != nil {
		return ""
	}
	here, err := netOf(text)
	if err != nil {
		return ""
	}
	return firstDifference("Net", there, here, types)
}

// netIn is the network of a file, as JSON has it.
func netIn(path string) (any, error) {
	f, err := safetensors.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := parseHead(f.Metadata[metadataKey])
	if err != nil {
		return nil, err
	}
	return netOf(h.Model)
}

// netOf is the network in a model's text. Numbers are kept as they are written.
func netOf(text []byte) (any, error) {
	var model struct{ Net any }
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err := d.Decode(&model)
	return model.Net, err
}

// firstDifference is that of two JSON values at a path, fields in order of their names; what is missing is zero. Without types, objects of
// two types do not differ.
func firstDifference(path string, there, here any, types bool) string {
	switch a := there.(type) {
	case map[string]any:
		b, ok := here.(map[string]any)
		if ok && !types && a["type"] != b["type"] {
			return ""
		}
		if !ok || a["type"] != b["type"] {
			break
		}
		all := maps.Clone(a)
		maps.Copy(all, b)
		for _, key := range slices.Sorted(maps.Keys(all)) {
			if d := firstDifference(path+"."+key, a[key], b[key], types); d != "" {
				return d
			}
		}
		return ""
	case []any:
		b, ok := here.([]any)
		if !ok || len(a) != len(b) {
			break
		}
		for i := range a {
			if d := firstDifference(fmt.Sprintf("%s[%d]", path, i), a[i], b[i], types); d != "" {
				return d
			}
		}
		return ""
	default:
		if a == here && there != nil || there == nil && here == nil {
			return ""
		}
	}
	return fmt.Sprintf("%s %s there and %s here", path, shortly(there), shortly(here))
}

// shortly is a value as it is told: an object by its type.
func shortly(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case map[string]any:
		if name, ok := v["type"].(string); ok {
			return name
		}
	}
	b, err := json.Marshal(v)
	if text := string(b); err == nil && len(text) <= 60 {
		return text
	}
	return "something else"
}
