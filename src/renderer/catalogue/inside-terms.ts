/* Terms of Look inside: the name, then what it is, then what it tells. At most three short sentences each. */

export const insideTerms = {
  cosine: {
    name: 'Cosine',
    text: 'The cosine of the angle between two vectors: 1 points the same way, 0 has nothing in common, −1 points the opposite way. Lengths do not count.'
  },
  dot: {
    name: 'Dot product',
    text: 'Numbers multiplied pair by pair and added up. It grows with the lengths of the vectors too: this is what the model itself computes.'
  },
  pca: {
    name: 'Projection',
    text: 'PCA draws the directions in which the vectors spread most; distances are true as far as they lie in them. UMAP keeps neighbours together and bends the rest.'
  },
  dial: {
    name: 'The numbers of a token',
    text: 'Nobody gave them a meaning: training turned each of them until the guesses got better. One alone seldom means something that can be said.'
  },
  query: {
    name: 'Query, key and value',
    text: 'Each token asks with its query; each token before it answers with its key. Where both fit, their product is large, and more of that token’s value is taken.'
  },
  previous: {
    name: 'Previous token',
    text: 'The share of attention that goes to the token just before, on average. Such heads let a layer see pairs.'
  },
  first: {
    name: 'First token',
    text: 'The share that goes to the first token. Heads often rest there when they find nothing to do.'
  },
  same: {
    name: 'Same token',
    text: 'The share that goes to tokens equal to the one that asks, itself included.'
  },
  increase: {
    name: 'Loss without it',
    text: 'How much the loss rises when this head is silent. Near zero: the model can do without it. Below zero: it would guess better.'
  },
  residual: {
    name: 'What flows past',
    text: 'Each part adds to the vector that flows past it. Switched off, only what the part itself says goes on, and all that came before is lost.'
  },
  temperature: {
    name: 'Temperature',
    text: 'Logits are divided by it before softmax. Below 1 the likeliest win more, at 0 always; above 1 all get their chance.'
  },
  ratio: {
    name: 'Update ÷ weights',
    text: 'How far the last step moved a tensor, as a share of its length. About a thousandth is healthy; a hundredth throws things over, a millionth learns nothing.'
  },
  dead: {
    name: 'Dead neurons',
    text: 'Neurons that no token of the measuring batch moves: below zero with ReLU, below −3 with GELU. They say nothing, and learn nothing either.'
  },
  spread: {
    name: 'Spread',
    text: 'The standard deviation of the numbers that flow on after a layer. It should grow slowly from layer to layer.'
  }
} as const
