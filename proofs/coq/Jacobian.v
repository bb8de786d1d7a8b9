(** Jacobian.v -- the derivative of the outputs in the parameters, as a matrix.
    Rows come from the reverse sweep: a covector at the output is carried back through the layers,
    masked by the activation pattern. Behind a layer that collapses a class all its points are one
    point, and nothing before that layer matters: so a class contributes one row an output. *)
From Truncation Require Import Spec LinearAlgebra.
From Coq Require Import Lra Lia.
Import ListNotations.
Open Scope R_scope.

Definition mask (s : list bool) (g : vec) : vec := map2 (fun (b : bool) a => if b then a else 0) s g.
Definition zeros n : vec := repeat 0 n.

Lemma skipn_skipn {X} a : forall b (l : list X), skipn a (skipn b l) = skipn (a + b) l.
Proof.
  induction b as [|b IH]; intros [|t l]; rewrite ?skipn_nil, ?Nat.add_0_r; trivial.
  rewrite Nat.add_succ_r; apply IH.
Qed.

(** Masks *)
Lemma map2_cons {X Y Z} (f : X -> Y -> Z) a l b m : map2 f (a :: l) (b :: m) = f a b :: map2 f l m.
Proof. reflexivity. Qed.
Lemma mask_length s g : length s = length g -> length (mask s g) = length g.
Proof. intro E; unfold mask, map2; rewrite map_length, combine_length, E; apply Nat.min_id. Qed.
Lemma active_mask s z : Forall2 strict s z -> forall d, map2 active z d = mask s d.
Proof.
  induction 1 as [|b t s z Hb H IH]; intros [|a d]; trivial; unfold mask; rewrite !map2_cons.
  rewrite IH; f_equal; unfold active; destruct (Rlt_dec 0 t), b; unfold strict in Hb; trivial; lra.
Qed.
Lemma relu_mask s z : Forall2 strict s z -> map relu z = mask s z.
Proof.
  induction 1 as [|b t s z Hb H IH]; trivial; unfold mask in *; rewrite map2_cons; simpl.
  rewrite IH; f_equal; unfold relu; destruct b; unfold strict in Hb;
    [rewrite Rmax_right|rewrite Rmax_left]; lra.
Qed.
Lemma dot_mask s : forall g u, dot g (mask s u) = dot (mask s g) u.
Proof.
  unfold mask; induction s as [|b s IH]; intros [|a g] [|t u]; rewrite ?map2_cons; trivial.
  simpl; rewrite IH; destruct b; ring.
Qed.
Lemma mask_false n : forall g, length g = n -> mask (repeat false n) g = zeros n.
Proof.
  unfold mask; induction n as [|n IH]; intros [|a g] E; simpl in *; try discriminate; trivial.
  rewrite map2_cons, IH by congruence; reflexivity.
Qed.
Lemma zero_zeros n : zero (zeros n).
Proof. apply Forall_forall; intros a Ha; now apply repeat_spec in Ha. Qed.

(** The reverse sweep *)
Fixpoint back (Ls : list layer) (S : list (list bool)) (x g : vec) : vec * vec :=
  match Ls, S with
  | (W, b) :: Ls', s :: S' =>
      let '(row, h) := back Ls' S' (mask s (affine W b x)) g in
      let m := mask s h in (concat (outer m x) ++ m ++ row, lincomb m W)
  | _, _ => ([], g) end.
Definition flatten (dLs : direction) : vec := concat (map (fun L => concat (fst L) ++ snd L) dLs).
Definition square M (L : layer) : Prop := shape M M (fst L) /\ length (snd L) = M.

Lemma lincomb_length M c : forall W, length c = length W -> Forall (fun r => length r = M) W ->
  W <> [] -> length (lincomb c W) = M.
Proof.
  assert (V : forall u v : vec, length u = M -> (length v <= M)%nat -> length (vadd u v) = M).
  { induction M as [|M IH]; intros [|a u] [|b v] E1 E2; simpl in *; try lia.
    rewrite IH; lia. }
  assert (B : forall W : mat, length c = length W -> Forall (fun r => length r = M) W ->
    (length (lincomb c W) <= M)%nat /\ (W <> [] -> length (lincomb c W) = M)).
  { induction c as [|a c IH]; intros [|r W] E F; simpl in *; try discriminate.
    - split; [lia|congruence].
    - inversion F; subst. destruct (IH W) as [I _]; [congruence|trivial|].
      assert (X : length (vadd (vscale a r) (lincomb c W)) = length r).
      { apply V; [unfold vscale; apply map_length|exact I]. }
      split; [lia|trivial]. }
  intros W E F N; now apply B.
Qed.
Lemma lincomb_square M c W : length c = M -> shape M M W -> length (lincomb c W) = M.
Proof.
  intros E [E1 F]; destruct W as [|r W].
  - destruct c; simpl in *; lia.
  - apply lincomb_length; [exact (eq_trans E (eq_sym E1))|exact F|discriminate].
Qed.
Lemma concat_outer x : forall m dW, length m = length dW -> Forall (fun r => length r = length x) dW ->
  length (concat (outer m x)) = length (concat dW)
  /\ dot (concat (outer m x)) (concat dW) = dot m (mv dW x).
Proof.
  induction m as [|a m IH]; intros [|r dW] E F; simpl in *; try discriminate; [now split|].
  inversion F; subst; destruct (IH dW) as [I1 I2]; [congruence|trivial|].
  fold (outer m x); fold (mv dW x); assert (L : length (vscale a x) = length r)
    by (unfold vscale; now rewrite map_length).
  rewrite !app_length, I1, dot_app, I2, dot_vscale_l, (dot_comm x) by exact L. split; lia || ring.
Qed.
Lemma affine_length M W b x : length W = M -> length b = M -> length (affine W b x) = M.
Proof.
  intros E1 E2; unfold affine; assert (E : length (mv W x) = length b)
    by (unfold mv; rewrite map_length; congruence).
  rewrite <- E2; clear E1 E2; revert E; generalize (mv W x); induction b as [|t b IH];
  intros [|a u] E; simpl in *; try discriminate; trivial. now rewrite IH by congruence.
Qed.

Lemma back_ok M Ls : Forall (square M) Ls -> forall S x, pattern Ls x S -> length x = M ->
  forall dLs, Forall (square M) dLs -> length dLs = length Ls -> forall g, length g = M ->
  length (snd (back Ls S x g)) = M /\ forall dx,
  dot g (hidden_tangent Ls dLs x dx)
  = dot (fst (back Ls S x g)) (flatten dLs) + dot (snd (back Ls S x g)) dx.
Proof.
  induction 1 as [|[W b] Ls [HW Hb] HLs IH]; intros S x P Hx dLs HD EL g Hg.
  - destruct dLs; [|discriminate]; destruct S; simpl; split; trivial; intro; rewrite ?dot_nil_r; ring.
  - destruct dLs as [|[dW db] dLs]; [discriminate|]; destruct S as [|s S]; [contradiction|].
    apply Forall_cons_iff in HD as [[HdW Hdb] HD']; cbn [fst snd] in *; destruct P as [P1 P2].
    set (z := affine W b x) in *.
    assert (Hz : length z = M) by (apply affine_length; [apply HW|exact Hb]).
    assert (Hs : length s = length z) by (clear -P1; induction P1; simpl; congruence).
    rewrite (relu_mask _ _ P1) in P2.
    destruct (IH S (mask s z) P2 (eq_trans (mask_length _ _ Hs) Hz) dLs HD' ltac:(simpl in EL; congruence) g Hg) as [I1 I2].
    cbn [hidden_tangent back]; fold z; rewrite (relu_mask _ _ P1).
    destruct (back Ls S (mask s z) g) as [row h]; cbn [fst snd] in *.
    assert (Hm : length (mask s h) = M) by (rewrite mask_length; congruence).
    split; [now apply lincomb_square|]; intro dx.
    rewrite I2, (active_mask _ _ P1), dot_mask, dot_vadd_r; unfold affine; rewrite dot_vadd_r.
    unfold flatten; cbn [map concat fst snd]; rewrite <- app_assoc.
    destruct HdW as [W1 W2]; destruct (concat_outer x (mask s h) dW) as [C1 C2]; [exact (eq_trans Hm (eq_sym W1))|now rewrite Hx|].
    rewrite dot_app, C2, dot_app, dot_lincomb by congruence. fold (flatten dLs); ring.
Qed.

(** One row an output, and what the rows do *)
Definition output_rows (Ls : list layer) (A : mat) (S : list (list bool)) (Q : nat) (x : vec) : mat :=
  map (fun t => fst (back Ls S x (fst t)) ++ concat (outer (snd t) (hidden Ls x)) ++ snd t)
      (combine A (identity Q)).

Lemma rows_of_ok M : forall r v, (r * M <= length v)%nat ->
  shape r M (rows_of r M v) /\ v = concat (rows_of r M v) ++ skipn (r * M) v.
Proof.
  induction r as [|r IH]; intros v H; [repeat split; constructor|].
  simpl in H; destruct (IH (skipn M v)) as [[I1 I2] I3]; [rewrite skipn_length; lia|].
  cbn [rows_of concat]; repeat split; [simpl; congruence|constructor; trivial; apply firstn_length_le; lia|].
  rewrite <- app_assoc; simpl. replace (skipn (M + r * M) v) with (skipn (r * M) (skipn M v)).
  - rewrite <- I3; symmetry; apply firstn_skipn.
  - now rewrite skipn_skipn, Nat.add_comm.
Qed.
