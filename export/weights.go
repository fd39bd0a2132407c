package export

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"strings"
)

// maxWeights is how many bytes of weights a file may have: what Go's compiler takes without pain.
const maxWeights = 64 << 20

// lineLength is that of the weights' text, which is wrapped so that editors and diffs can show it.
const lineLength = 120

// text is bytes as a constant: base64 in a raw string, whose line ends the decoder skips. It is 4/3 of the bytes, where numbers in
// decimals are up to 3 times as many, and the compiler takes it as one string, where a slice of numbers costs it some hundred bytes
// each.
func text(raw []byte) string {
	coded := base64.StdEncoding.EncodeToString(raw)
	var b strings.Builder
	b.WriteString("const text = `")
	for len(coded) > 0 {
		n := min(lineLength, len(coded))
		b.WriteString("\n" + coded[:n])
		coded = coded[n:]
	}
	return b.String() + "`\n"
}

// little appends numbers in little endian.
func little[T float32 | float64](raw []byte, x []T) []byte {
	for _, v := range x {
		switch v := any(v).(type) {
		case float32:
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		case float64:
			raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
		}
	}
	return raw
}
