package level

import (
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// compile runs the passes over a function.
func compile(name string, emit func(c *build.Context)) error {
	c := build.NewContext()
	c.Function(name)
	emit(c)
	c.RET()
	f, err := c.Result()
	if err != nil {
		return err
	}
	return passes.Execute(f)
}

// alive emits code in which so many vectors live at once.
func alive(vectors int) func(c *build.Context) {
	return func(c *build.Context) {
		v := make([]reg.VecVirtual, vectors)
		for i := range v {
			v[i] = c.YMM()
			c.VXORPS(v[i], v[i], v[i])
		}
		for i := range v {
			c.VADDPS(v[i], v[0], v[0])
		}
	}
}

func TestRegistersOfTheLevel(t *testing.T) {
	for _, x := range []struct {
		name    string
		vectors int
		enough  bool
	}{{"fAVX2", 16, true}, {"fAVX2", 17, false}, {"fAVX512", 32, true}, {"fAVX512", 33, false}} {
		err := compile(x.name, alive(x.vectors))
		if (err == nil) != x.enough {
			t.Errorf("%s with %d vectors: %v", x.name, x.vectors, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), x.name+":") {
			t.Errorf("the error does not begin with the function's name: %v", err)
		}
	}
}

func TestFunctionsNameTheirLevel(t *testing.T) {
	if err := compile("vecExp32", alive(1)); err == nil || !strings.Contains(err.Error(), "vecExp32") {
		t.Errorf("a function of no level passes: %v", err)
	}
}

// What is beyond AVX2 stops the generator with the function and the instruction; AVX-512 has it all.
func TestBeyond(t *testing.T) {
	p := operand.Mem{Base: reg.RAX}
	for instruction, emit := range map[string]func(c *build.Context){
		"VADDPS Z0, Z0, Z0":            func(c *build.Context) { c.VADDPS(reg.Z0, reg.Z0, reg.Z0) },
		"VADDPS Y0, Y16, Y1":           func(c *build.Context) { c.VADDPS(reg.Y0, reg.Y16, reg.Y1) },
		"VMOVUPS X31, (AX)":            func(c *build.Context) { c.VMOVUPS(reg.X31, p) },
		"KMOVW K1, AX":                 func(c *build.Context) { c.KMOVW(reg.K1, reg.EAX) },
		"VADDPS.BCST (AX), Y0, Y1":     func(c *build.Context) { c.VADDPS_BCST(p, reg.Y0, reg.Y1) },
		"VMOVUPS.Z (AX), K1, Y0":       func(c *build.Context) { c.VMOVUPS_Z(p, reg.K1, reg.Y0) },
		"VPSLLD $0x01, (AX), Y0":       func(c *build.Context) { c.VPSLLD(operand.U8(1), p, reg.Y0) },
		"VPBROADCASTD AX, Y0":          func(c *build.Context) { c.VPBROADCASTD(reg.EAX, reg.Y0) },
		"VPMULLQ Y0, Y1, Y2":           func(c *build.Context) { c.VPMULLQ(reg.Y0, reg.Y1, reg.Y2) },
		"VSCALEFPS Y0, Y1, Y2":         func(c *build.Context) { c.VSCALEFPS(reg.Y0, reg.Y1, reg.Y2) },
		"BZHIQ AX, BX, CX":             func(c *build.Context) { c.BZHIQ(reg.RAX, reg.RBX, reg.RCX) },
		"VPTERNLOGQ $0x01, Y0, Y1, Y2": func(c *build.Context) { c.VPTERNLOGQ(operand.U8(1), reg.Y0, reg.Y1, reg.Y2) },
	} {
		if err := compile("fAVX512", emit); err != nil {
			t.Errorf("%s: %v", instruction, err)
		}
		err := compile("fAVX2", emit)
		if err == nil || !strings.HasPrefix(err.Error(), "fAVX2: "+instruction+" is beyond AVX2") {
			t.Errorf("%s at AVX2: %v", instruction, err)
		}
	}
}
