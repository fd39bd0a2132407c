package training

import (
	"encoding/json"
	"errors"
	"runtime/debug"
	"strings"
	"testing"
)

// A text of an older format goes through all steps from there, in order; a newer one is told with both versions, whatever else is in it.
func TestUpgrades(t *testing.T) {
	step := func(name string) upgrade {
		return func(model json.RawMessage) (json.RawMessage, error) {
			if strings.Contains(string(model), "bad") {
				return nil, errors.New("it cannot be")
			}
			return json.RawMessage(strings.TrimSuffix(string(model), "}") + `,"` + name + `":1}`), nil
		}
	}
	steps := []upgrade{step("second"), step("third")}
	for _, c := range []struct {
		format      int
		model, want string
	}{
		{1, `{"a":1}`, `{"a":1,"second":1,"third":1}`},
		{2, `{"a":1}`, `{"a":1,"third":1}`},
		{3, `{"a":1}`, `{"a":1}`},
		{2, `{"bad":1}`, "reading format 2: it cannot be"},
		{4, `{"a":1}`, `it has format 4, of deepprob "v8.0.0", and this is deepprob "devel", which reads formats up to 3: update it`},
		{0, `{"a":1}`, "which there never was"},
	} {
		text, err := head{Format: c.format, Library: "v8.0.0", Model: json.RawMessage(c.model)}.text()
		if err != nil {
			t.Fatal(err)
		}
		h, err := parseHeadUpTo(text, 3, steps)
		if got := string(h.Model); err == nil && got != c.want || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("format %d: %s, %v; want %s", c.format, got, err, c.want)
		}
	}
	if len(upgrades) != format-1 {
		t.Errorf("%d steps to format %d", len(upgrades), format)
	}
	_, err := parseHead(`{"format":2,"library":"v8.0.0","model":7,"new":{}}`)
	if err == nil || !strings.Contains(err.Error(), "update it") {
		t.Errorf("a text that only a newer version understands: %v", err)
	}
}

// The version is that of the library, in a program of its own or in another's.
func TestVersion(t *testing.T) {
	dep := func(version string, replace *debug.Module) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Path: "example.org/mine", Version: "v9.0.0"}, Deps: []*debug.Module{{Path: "example.org/x", Version: "v7.0.0"}, {Path: module, Version: version, Replace: replace}}}
	}
	for want, b := range map[string]*debug.BuildInfo{
		"v1.2.3": dep("v1.2.3", nil),
		"v1.3.0": dep("v1.2.3", &debug.Module{Path: "example.org/fork", Version: "v1.3.0"}),
		"v1.4.0": {Main: debug.Module{Path: module, Version: "v1.4.0"}},
	} {
		if got := versionIn(b); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for _, b := range []*debug.BuildInfo{{}, dep("(devel)", nil), dep("v1.2.3", &debug.Module{Path: "../deepprob"})} {
		if got := versionIn(b); got != "devel" {
			t.Errorf("%s, want devel", got)
		}
	}
}

// A member is left out wherever it stands, and the others stay as they are.
func TestWithout(t *testing.T) {
	for object, want := range map[string]string{
		`{"Net":{"Net":1},"X":[1,{"Net":2}],"Y":"a\"b"}`: `{"X":[1,{"Net":2}],"Y":"a\"b"}`,
		`{"X":1e400,"Net":2}`:                            `{"X":1e400}`, `{}`: `{}`, `{"Net":1}`: `{}`,
	} {
		if got, err := without(json.RawMessage(object), "Net"); err != nil || string(got) != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
	for _, bad := range []string{``, `[]`, `{"Net"`, `{"X":}`, `7`} {
		if _, err := without(json.RawMessage(bad), "Net"); err == nil {
			t.Errorf("%q is an object", bad)
		}
	}
}
