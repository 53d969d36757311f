Console.WriteLine($"answer={Answers.Of(6)}");
