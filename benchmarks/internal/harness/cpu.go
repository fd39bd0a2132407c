package harness

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// CPU is what the system tells of the processor. Elsewhere than on Linux that is nothing.
type CPU struct {
	Name, Vendor  string // "AMD EPYC", "AuthenticAMD"
	Family, Model int
	AVX2, AVX512  bool
}

// ThisCPU is the one that this program runs on.
func ThisCPU() CPU {
	text, _ := os.ReadFile("/proc/cpuinfo")
	return parseCPU(string(text))
}

// parseCPU reads the text of /proc/cpuinfo. Of several processors the last counts.
func parseCPU(text string) (c CPU) {
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "model name":
			c.Name = value
		case "vendor_id":
			c.Vendor = value
		case "cpu family":
			c.Family, _ = strconv.Atoi(value)
		case "model":
			c.Model, _ = strconv.Atoi(value)
		case "flags":
			has := map[string]bool{}
			for _, f := range strings.Fields(value) {
				has[f] = true
			}
			c.AVX2, c.AVX512 = has["avx2"], has["avx512f"]
		}
	}
	return c
}

// String is the name with what tells its generation, "AMD EPYC (family 25 model 17: Zen 4)": in a virtual machine the
// name alone often does not. It is "" if the system tells nothing.
func (c CPU) String() string {
	if c.Name == "" || c.Family == 0 {
		return c.Name
	}
	text := fmt.Sprintf("%s (family %d model %d", c.Name, c.Family, c.Model)
	if z := c.zen(); z != "" {
		text += ": " + z
	}
	return text + ")"
}

// vectors are the widest ones, by name.
func (c CPU) vectors() string {
	switch {
	case c.AVX512:
		return "AVX-512"
	case c.AVX2:
		return "AVX2"
	}
	return ""
}

// zen is AMD's generation, by the models that Linux knows (arch/x86/kernel/cpu/amd.c). Intel's names tell theirs.
func (c CPU) zen() string {
	if c.Vendor != "AuthenticAMD" {
		return ""
	}
	for _, g := range []struct {
		family, lo, hi int
		name           string
	}{
		{0x17, 0x00, 0x2f, "Zen"}, {0x17, 0x30, 0x4f, "Zen 2"}, {0x17, 0x50, 0x5f, "Zen"}, {0x17, 0x60, 0xaf, "Zen 2"},
		{0x19, 0x00, 0x0f, "Zen 3"}, {0x19, 0x10, 0x1f, "Zen 4"}, {0x19, 0x20, 0x5f, "Zen 3"}, {0x19, 0x60, 0xaf, "Zen 4"},
		{0x1a, 0x00, 0x2f, "Zen 5"}, {0x1a, 0x40, 0x4f, "Zen 5"}, {0x1a, 0x60, 0x7f, "Zen 5"},
	} {
		if c.Family == g.family && g.lo <= c.Model && c.Model <= g.hi {
			return g.name
		}
	}
	return ""
}
