package source

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"strconv"
)

// Predict is p(y | x) for the features x, in their own units and in the order of FeatureNames. It panics where Check returns an
// error. It may be called from several goroutines at once.
func Predict(x []float64) Posterior {
	in, err := scaled(x)
	if err != nil {
		panic(err)
	}
	return posterior(&in)
}

// Check says why Predict does not take x: another number of features, or one that is NaN, infinite, or beyond what the network
// computes in.
func Check(x []float64) error {
	_, err := scaled(x)
	return err
}

// scaled is the features in the network's units.
func scaled(x []float64) (in [Features]float, err error) {
	if len(x) != Features {
		return in, errors.New("there are " + strconv.Itoa(len(x)) + " features, the network takes " + strconv.Itoa(Features))
	}
	for j, v := range x {
		in[j] = float((v - featureShift[j]) / featureScale[j])
		if u := float64(in[j]); math.IsNaN(u) || math.IsInf(u, 0) || math.IsNaN(v) {
			name := FeatureNames[j]
			if name == "" {
				name = strconv.Itoa(j)
			}
			return in, errors.New("feature " + name + " is " + strconv.FormatFloat(v, 'g', -1, 64) + ": want a finite number that the network's type has room for once it is scaled")
		}
	}
	return in, nil
}

// place puts a location of target j in its unit.
func place(j int, u float) float64 { return targetShift[j] + float64(targetScale[j]*float64(u)) }

// stretch puts a scale of target j in its unit.
func stretch(j int, u float) float64 { return targetScale[j] * float64(u) }

// weights are decoded once, when the program starts.
var weights = decode(text)

// decode is the numbers of a base64 text, little endian.
func decode(text string) []float {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err) // the file was changed
	}
	w := make([]float, len(raw)/binary.Size(float(0)))
	if _, err := binary.Decode(raw, binary.LittleEndian, w); err != nil {
		panic(err)
	}
	return w
}
