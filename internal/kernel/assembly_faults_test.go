package kernel

import (
	"strings"
	"testing"
)

// snippet is a file of one function.
func snippet(name, requires string, body ...string) string {
	return "// func " + name + "(n int)\n// Requires: " + requires + "\nTEXT ·" + name + "(SB), NOSPLIT, $0-8\n\t" + strings.Join(body, "\n\t") + "\n\tRET\n"
}

func TestFaultsOfAssemblyAreFound(t *testing.T) {
	for name, src := range map[string]string{
		"no level":               snippet("vecExp32", "AVX"),
		"two levels":             snippet("vecAVX2AVX512", "AVX"),
		"an extension":           snippet("fAVX2", "AVX, AVX512VL"),
		"an extension below":     snippet("fAVX2", "AVX, BMI2"),
		"another's extension":    snippet("fAVX512", "AVX, AVX512VBMI"),
		"nothing required":       "TEXT ·fAVX2(SB), NOSPLIT, $0-8\n\tRET\n",
		"X16":                    snippet("fAVX2", "AVX", "VADDPS X16, X1, X2"),
		"Y31":                    snippet("fAVX2", "AVX", "VMOVUPS Y31, (AX)"),
		"Z0":                     snippet("fAVX2", "AVX", "VADDPS Z0, Z1, Z2"),
		"a mask":                 snippet("fAVX2", "AVX", "VMOVUPS (AX), K1, Y0"),
		"a mask register":        snippet("fAVX2", "AVX", "KMOVW K1, AX"),
		"a result in a mask":     snippet("fAVX2", "AVX", "VCMPPS $0x01, Y0, Y1, K1"),
		"zeroing":                snippet("fAVX2", "AVX", "VMOVUPS.Z (AX), Y0"),
		"a broadcast operand":    snippet("fAVX2", "AVX", "VADDPS.BCST (AX), Y0, Y1"),
		"a rounding":             snippet("fAVX2", "AVX", "VADDSD.RN_SAE X0, X1, X2"),
		"a mnemonic":             snippet("fAVX2", "AVX", "VPTERNLOGQ $0x96, Y0, Y1, Y2"),
		"a mnemonic of 64 bits":  snippet("fAVX2", "AVX", "VPMULLQ Y0, Y1, Y2"),
		"another extension":      snippet("fAVX2", "AVX", "VCVTPH2PS X0, Y0"),
		"BMI":                    snippet("fAVX2", "AVX", "BZHIQ AX, BX, CX"),
		"a general register":     snippet("fAVX2", "AVX", "VPBROADCASTD AX, Y0"),
		"a shift of memory":      snippet("fAVX2", "AVX", "VPSLLD $0x01, (AX), Y0"),
		"a shift by lanes":       snippet("fAVX2", "AVX", "VPSRAVQ Y0, Y1, Y2"),
		"a scatter":              snippet("fAVX2", "AVX", "VPSCATTERDD Y0, (AX)(Y1*4)"),
		"a gather over Y16":      snippet("fAVX2", "AVX", "VGATHERDPS Y0, (AX)(Y16*4), Y1"),
		"SSE under wide vectors": snippet("fAVX2", "AVX", "MOVQ AX, X0"),
		"a jump":                 snippet("fAVX2", "AVX", "JMP (AX)"),
	} {
		all, err := parseAssembly(src)
		if err != nil || len(all) != 1 {
			t.Errorf("%s: %d functions, %v", name, len(all), err)
			continue
		}
		if all[0].fault() == "" {
			t.Errorf("%s: not found in\n%s", name, src)
		}
	}
}

func TestSoundAssemblyHasNoFault(t *testing.T) {
	all, err := parseAssembly(snippet("fAVX2", "AVX, AVX2, FMA3, POPCNT", "MOVQ n+0(FP), AX", "VADDPS Y0, Y15, Y2",
		"VFMADD231PD c<>+8(SB), Y1, Y2", "VADDPS -32(AX)(BX*4), Y0, Y1", "VPSLLD $0x01, X0, X0", "VGATHERDPS Y0, (AX)(Y3*4), Y1",
		"POPCNTQ AX, AX", "VZEROUPPER", "JNE loop") +
		snippet("fAVX512F32x8", "AVX512F", "VADDPS.Z Z31, Z1, K1, Z2"))
	if err != nil || len(all) != 2 {
		t.Fatalf("%d functions, %v", len(all), err)
	}
	for _, a := range all {
		if f := a.fault(); f != "" {
			t.Error(f)
		}
	}
}

// What the test cannot read it does not pass over.
func TestAssemblyThatCannotBeRead(t *testing.T) {
	for _, src := range []string{"#define Y0 Y16\n", "TEXT f<>(SB), NOSPLIT, $0\n", "\tVADDPS Y0, Y0, Y0\n",
		snippet("fAVX2", "AVX", "NOP; VADDPS Z0, Z0, Z0")} {
		if _, err := parseAssembly(src); err == nil {
			t.Errorf("read %q", src)
		}
	}
}
