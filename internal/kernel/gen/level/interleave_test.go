package level

import (
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// interleaved compiles two parts that each fill so many vectors and add them up, the first one in float32, the second in
// float64, and gives the order of the sums.
func interleaved(t *testing.T, name string, vectors int) string {
	t.Helper()
	c := build.NewContext()
	c.Function(name)
	for k, mark := range []string{first, second} {
		c.Comment(mark)
		add := []func(...operand.Op){func(o ...operand.Op) { c.VADDPS(o...) }, func(o ...operand.Op) { c.VADDPD(o...) }}[k]
		v := make([]reg.VecVirtual, vectors)
		for i := range v {
			v[i] = c.YMM()
			c.VXORPS(v[i], v[i], v[i])
		}
		for i := range v {
			add(v[i], v[0], v[0])
		}
	}
	c.Comment(end)
	c.RET()
	f, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	if err := passes.Execute(f); err != nil {
		t.Fatal(err)
	}
	order := ""
	for _, n := range f.Functions()[0].Nodes {
		switch n := n.(type) {
		case *ir.Comment:
			t.Errorf("a mark is left: %v", n.Lines)
		case *ir.Instruction:
			order += map[string]string{"VADDPS": "a", "VADDPD": "b"}[n.Opcode]
		}
	}
	return order
}

// Parts alternate where there are registers for both, follow one another where one fills all, and else overlap as they can.
func TestInterleave(t *testing.T) {
	aside := func(n int) string { return strings.Repeat("ab", n) }
	apart := func(n int) string { return strings.Repeat("a", n) + strings.Repeat("b", n) }
	for _, x := range []struct {
		name    string
		vectors int
		order   string
	}{{"fAVX2", 8, aside(8)}, {"fAVX512", 16, aside(16)}, {"fAVX2", 16, apart(16)}, {"fAVX512", 32, apart(32)}} {
		if got := interleaved(t, x.name, x.vectors); got != x.order {
			t.Errorf("%s with twice %d vectors: %s, want %s", x.name, x.vectors, got, x.order)
		}
	}
	got := interleaved(t, "fAVX2", 10)
	if strings.Count(got, "a") != 10 || strings.Count(got, "b") != 10 || got == aside(10) || strings.Index(got, "b") > strings.LastIndex(got, "a") {
		t.Errorf("twice 10 of 16 vectors: %s", got)
	}
}
