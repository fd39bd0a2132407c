package figures

// Source is where the clusters of a figure come from, in words that its second line ends with: a reader of a picture must know that
// a mock catalogue is one.
type Source string

// Mock is the catalogue of the program's own recipe.
const Mock Source = "a mock catalogue"

// of appends where the numbers come from to a line.
func (s Source) of(line string) string {
	if s == "" {
		return line
	}
	return line + " From " + string(s) + "."
}
