//go:build !amd64 || noasm

package kernel

func vector32(f function, dst, x []float32) bool { return false }
func vector64(f function, dst, x []float64) bool { return false }

func vectorRows32(f function, dst, x []float32, rows, k int) bool { return false }
func vectorRows64(f function, dst, x []float64, rows, k int) bool { return false }

func vectorBinary32(f function, dst, a, b []float32) bool               { return false }
func vectorPair32(f function, dst, a, b []float32, c float32) bool      { return false }
func vectorNumber32(f function, dst, x []float32, c float32) bool       { return false }
func vectorRange32(f function, dst, x []float32, lo, hi float32) bool   { return false }
func vectorSelect32(dst, mask, a, b []float32) bool                     { return false }
func vectorSelectBetween32(dst, x, a, b []float32, lo, hi float32) bool { return false }
func vectorColumns32(dst, x []float32, rows, stride int) bool           { return false }

func vectorBinary64(f function, dst, a, b []float64) bool               { return false }
func vectorPair64(f function, dst, a, b []float64, c float64) bool      { return false }
func vectorNumber64(f function, dst, x []float64, c float64) bool       { return false }
func vectorRange64(f function, dst, x []float64, lo, hi float64) bool   { return false }
func vectorSelect64(dst, mask, a, b []float64) bool                     { return false }
func vectorSelectBetween64(dst, x, a, b []float64, lo, hi float64) bool { return false }
func vectorColumns64(dst, x []float64, rows, stride int) bool           { return false }

func vectorUpdate32(f function, w, m, v, g, c []float32) bool { return false }
func vectorUpdate64(f function, w, m, v, g, c []float64) bool { return false }

func vectorPhilox(dst []uint32, p Philox, b uint64, keys *[20]uint64) bool { return false }
func vectorLaw32(d law, dst []float32, w []uint32) bool                    { return false }
func vectorLaw64(d law, dst []float64, w []uint32) bool                    { return false }

func vectorGrid32(p *Plan, op Arithmetic, dst, a, b []float32) bool { return false }

func vectorGrid64(p *Plan, op Arithmetic, dst, a, b []float64) bool { return false }

func vectorSquares32(x []float32) (sum float64, ok bool) { return 0, false }
func vectorSquares64(x []float64) (sum float64, ok bool) { return 0, false }

func vectorMixNormals(dst, y []float64, top float64, c, mu, s []float64) bool  { return false }
func vectorMixPowers(dst, x, z []float64, top float64, c, a, b []float64) bool { return false }
